import { afterAll, expect, test } from 'vitest'
import { declareWorld } from '../../src/contract/declare/declare.ts'
import { parseWit } from '../../src/wit/parse.ts'
import { openWorkshop } from './compiler.ts'

const workshop = openWorkshop()
afterAll(workshop.close)

test('declared types type a contract whose text is read at run time', () => {
  const world = parseWit(`package a:b;
    world w {
      record item { name: string, price: option<f64> }
      import lookup: func(key: string) -> result<item, string>;
      export find: func(query: list<item>) -> list<item>;
    }`)
  const program = `import { contract, type Exports, err, type Imports } from 'hospes'
import type { Item, World } from './shop.js'

declare const text: string
const shop: World = contract(text)
export const imports: Imports<typeof shop> = { lookup: key => (key === '' ? err('empty') : { name: key }) }
declare const exports: Exports<typeof shop>
export const found: Item[] = exports.find([{ name: 'tea', price: 3.5 }])

// an argument of another type
exports.find([{ title: 'tea' }])
// an import that is missing
export const missing: Imports<typeof shop> = {}
`
  const { complaints } = workshop.compile({ 'shop.d.ts': declareWorld(world), 'main.ts': program })
  expect(complaints.map(({ title, message }) => `${title}: ${message}`)).toMatchInlineSnapshot(`
    [
      "an argument of another type: Object literal may only specify known properties, and 'title' does not exist in type 'Item'.",
      "an import that is missing: Property 'lookup' is missing in type '{}' but required in type 'Imports'.",
    ]
  `)
})
