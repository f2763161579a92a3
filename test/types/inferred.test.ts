import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { parseWit } from '../../src/wit/parse.ts'
import { printWorld } from '../../src/wit/printer.ts'
import { arbitraryWorld } from '../arbitrary-world.ts'
import { openWorkshop } from './compiler.ts'
import { sameTypes } from './same-types.ts'

const workshop = openWorkshop()
afterAll(workshop.close)

test('the types that the compiler reads from a text are those declared from its World: random worlds', () => {
  const files = fc.sample(arbitraryWorld, 200).map((world, at) => {
    const text = printWorld(world)
    const features = [...new Set([...text.matchAll(/@unstable\(feature = %?([^)]+)\)/g)].map(([, name = '']) => name))]
    const options = { features }
    return sameTypes({ name: `random-${at}`, text, options, world: parseWit(text, options) })
  })
  expect(workshop.compile(Object.assign({}, ...files)).complaints).toEqual([])
})

test('and a difference is found', () => {
  const world = parseWit('package a:b; world w { export f: func(a: u8); export g: func(); }')
  const text = 'package a:b; world w { export f: func(a: u64); export g: func(); }'
  const { complaints } = workshop.compile(sameTypes({ name: 'other', text, options: {}, world }))
  expect(complaints).toEqual([
    {
      file: 'other.ts',
      title: 'exports',
      message:
        "Type 'AllSame<{ f: (a: bigint) => void; g: () => void; }, Exports>' is not assignable to type 'Compared<{ f: (a: bigint) => void; g: () => void; }, Exports>'.",
    },
  ])
})
