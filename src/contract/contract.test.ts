import { describe, expect, test } from 'vitest'
import { PluginError, WitError } from '../errors.ts'
import { contract, toWit } from './contract.ts'

const two = 'package a:b@1.0.0; world first { export f: func(); } world second { export g: func(); }'

function failure(make: () => unknown): unknown {
  try {
    make()
  } catch (error) {
    return error
  }
  throw new Error('was accepted')
}

test('the text becomes plain data', () => {
  const { world } = contract('package a:b; world w { export greet: func(name: string) -> string; }')
  expect(world).toMatchObject({ name: 'w', package: 'a:b', exports: [{ kind: 'function', name: 'greet' }] })
  expect(structuredClone(world)).toEqual(world)
})

test('one of several worlds, by name or by id', () => {
  expect(contract(two, { world: 'second' }).world.name).toBe('second')
  expect(contract(two, { world: 'a:b/first@1.0.0' }).world.name).toBe('first')
})

test('packages to lean on', () => {
  const shapes = 'package a:shapes; interface shapes { record point { x: u32 } }'
  const { world } = contract(
    'package a:b; interface i { use a:shapes/shapes.{point}; f: func(p: point); } world w { export i; }',
    { deps: [shapes] },
  )
  expect(world.interfaces.map(({ name }) => name)).toEqual(['shapes', 'i'])
})

test('features that are wanted', () => {
  const wit = 'package a:b; world w { @unstable(feature = x) export f: func(); export g: func(); }'
  expect(contract(wit).world.exports).toHaveLength(1)
  expect(contract(wit, { features: ['x'] }).world.exports).toHaveLength(2)
})

describe('wrong texts', () => {
  // Each is a string, so that the compiler lets it pass.
  const texts: readonly (readonly [string, string, number])[] = [
    ['a syntax error', 'package a:b;\nworld w {\n  export f func();\n}', 3],
    ['an unknown type', 'package a:b;\nworld w {\n  export f: func(x: strng);\n}', 3],
    ['no package', 'world w {}', 1],
    ['two worlds and none chosen', two, 1],
    ['no world', 'package a:b;\ninterface i {}', 1],
    ['nothing', '', 1],
  ]
  test.each(texts)('%s', (_, text, line) => {
    const error = failure(() => contract(text))
    expect(error).toBeInstanceOf(WitError)
    expect(error).toMatchObject({ code: 'wit-invalid', phase: 'contract', line })
  })

  test('a world that is not there', () => {
    const world: string = 'third'
    expect(failure(() => contract<string>(two, { world }))).toBeInstanceOf(WitError)
  })
})

test.each([
  ['no text', [3], 'wit: expected a WIT text, found a number'],
  [
    'an unknown option',
    [two, { wrold: 'first' }],
    'wrold is no option of a contract; expected one of world, deps, features',
  ],
  ['options that are none', [two, 'first'], 'options: expected an object, found a string'],
  ['null', [two, null], 'options: expected an object, found null'],
  ['a world that is no name', [two, { world: 1 }], 'world: expected a name, found a number'],
  [
    'deps that are no array',
    [two, { world: 'first', deps: 'package a:c;' }],
    'deps: expected an array of strings, found a string',
  ],
  ['deps that are no texts', [two, { world: 'first', deps: [{}] }], 'deps[0]: expected a string, found an object'],
  [
    'features that are none',
    [two, { world: 'first', features: { x: true } }],
    'features: expected an array of strings, found an object',
  ],
])('wrong options: %s', (_, args, message) => {
  const error = failure(() => (contract as (...args: unknown[]) => unknown)(...args))
  expect(error).toBeInstanceOf(PluginError)
  expect(error).toMatchObject({ code: 'invalid-option', phase: 'contract', message })
})

test('a contract as text, which says the same', () => {
  const text: string = 'package a:b; world w{import hour:func()->u32;export i;}interface i{record r{a:u8}f:func(x:r);}'
  const printed = toWit(contract(text))
  expect(printed).toMatchInlineSnapshot(`
    "package a:b;

    interface i {
      record r {
        a: u8,
      }

      f: func(x: r);
    }

    world w {
      import hour: func() -> u32;
      export i;
    }
    "
  `)
  expect(contract(printed)).toEqual(contract(text))
  expect(failure(() => toWit(3 as never))).toMatchObject({ code: 'invalid-argument' })
})
