import { expect, test } from 'vitest'
import type { WorldItem } from '../wit/world.ts'
import { contract } from './contract.ts'
import { bareKeys, contractKeys } from './keys.ts'

const { world } = contract(`
  package a:home@1.0.0;
  interface api { f: func(); }
  interface in-line { f: func(); }
  world w {
    resource text-file { open: static func() -> text-file; }
    import in-line;
    import own-name: in-line;
    import other:pkg/api@0.2.0;
    import other:pkg/in-line@0.2.0;
    import HTTP-get: func();
    export api;
    export extra-part: interface { f: func(); }
  }
  package other:pkg@0.2.0 { interface api { f: func(); } interface in-line { f: func(); } }
`)
const named = (items: readonly WorldItem[], keys: readonly (readonly string[])[]): Record<string, readonly string[]> =>
  Object.fromEntries(items.map((item, at) => [item.name, keys[at] ?? []]))

test('by a contract: short names for the own package, full ids for others', () => {
  expect(named(world.imports, contractKeys(world.imports, world))).toEqual({
    'text-file': ['TextFile'],
    '[static]text-file.open': ['TextFile'],
    'a:home/in-line@1.0.0': ['inLine'],
    'own-name': ['ownName'],
    'other:pkg/api@0.2.0': ['other:pkg/api@0.2.0'],
    'other:pkg/in-line@0.2.0': ['other:pkg/in-line@0.2.0'],
    'HTTP-get': ['httpGet'],
  })
  expect(contractKeys(world.exports, world)).toEqual([['api'], ['extraPart']])
})

test('by the bytes: full ids, and short names where they are clear', () => {
  expect(named(world.imports, bareKeys(world.imports, world))).toMatchObject({
    'a:home/in-line@1.0.0': ['a:home/in-line@1.0.0'],
    'other:pkg/in-line@0.2.0': ['other:pkg/in-line@0.2.0'],
    'other:pkg/api@0.2.0': ['other:pkg/api@0.2.0', 'api'],
    'HTTP-get': ['httpGet'],
  })
})
