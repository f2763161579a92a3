import { expect, test } from 'vitest'
import { slots } from './slots.ts'
import type { Func, Interface, World } from './world.ts'

const func = (name: string): Func => ({ name, kind: 'freestanding', async: false, params: [], result: null })
const api = (...functions: readonly Func[]): Interface => ({ name: 'api', package: null, types: [], functions })

test('functions are numbered in order, those of interfaces where the interface stands', () => {
  const world: World = {
    name: 'w',
    package: null,
    types: [],
    interfaces: [api(func('b'), func('[method]r.c')), api(func('never'))],
    imports: [
      { kind: 'function', name: 'a', function: func('a') },
      { kind: 'interface', name: 'a:b/types', interface: 1, typesOnly: true },
      { kind: 'interface', name: 'api', interface: 0 },
      { kind: 'type', name: 't', type: 0 },
      { kind: 'function', name: 'd', function: func('d') },
    ],
    exports: [],
  }
  expect(slots(world.imports, world).map(({ path, interface: at }) => [path.join('#'), at])).toEqual([
    ['a', null],
    ['api#b', 0],
    ['api#[method]r.c', 0],
    ['d', null],
  ])
  expect(slots(world.exports, world)).toEqual([])
})
