import { describe, expect, test } from 'vitest'
import type { Issue } from '../../../errors.ts'
import { decodeComponent } from '../../../wasm/component/decode.ts'
import {
  bag,
  borrow,
  canon,
  component,
  componentType,
  coreBundle,
  coreExport,
  coreInstance,
  coreModule,
  declareExport,
  declareImport,
  declareOuter,
  declareType,
  enumeration,
  exportOf,
  exports,
  fixedList,
  flags,
  func,
  imports,
  instance,
  instanceType,
  lift,
  list,
  lower,
  map,
  memory,
  nested,
  ofComponent,
  ofFunc,
  ofInstance,
  ofResource,
  ofType,
  outer,
  own,
  type Part,
  postReturn,
  realloc,
  record,
  resource,
  stream,
  string,
  tuple,
  type,
  u8,
  u32,
  u64,
  utf16,
  variant,
} from '../../../wasm/component/testing/build.ts'
import { decodeModule } from '../../../wasm/decode.ts'
import { validateComponent } from './validate.ts'

function issuesOf(parts: readonly Part[]): Issue[] {
  return validateComponent(decodeComponent(component(...parts)), (bytes, offset) => decodeModule(bytes, {}, offset))
}

/** A memory and functions of the types that the tests lift, at core function 0 and on; the memory is memory 0. */
const guest: readonly Part[] = [
  coreModule(`(module
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
    (func (export "nop"))
    (func (export "take") (param i32 i32))
    (func (export "give") (result i32) unreachable)
    (func (export "free") (param i32)))`),
  coreInstance(0),
  ...['realloc', 'nop', 'take', 'give', 'free'].map(name => coreExport('func', 0, name)),
  coreExport('memory', 0, 'memory'),
]
const at = { realloc: 0, nop: 1, take: 2, give: 3, free: 4 }

describe('valid', () => {
  test.each<[string, readonly Part[]]>([
    ['nothing', []],
    [
      'all kinds of value types',
      [
        type(record({ a: u8 })),
        type(variant({ x: null, y: 0 })),
        type(list(1)),
        type(tuple(0, string)),
        type(flags('a')),
        type(enumeration('b')),
        type(map(string, u8)),
        type(fixedList(u64, 3)),
        type(stream(u8)),
      ],
    ],
    [
      'a function lifted with all options',
      [
        ...guest,
        type(func({ text: string })),
        type(func({}, string)),
        lift(at.take, 0, memory(0), realloc(at.realloc), utf16),
        lift(at.give, 1, memory(0), postReturn(at.free)),
        exports('take', ['func', 0]),
        exports('give', ['func', 1]),
      ],
    ],
    [
      'a resource with its destructor and functions',
      [
        ...guest,
        type(resource(at.free)),
        canon(0x02, 0),
        canon(0x03, 0),
        canon(0x04, 0),
        exports('blob', ['type', 0]),
        type(own(1)),
        type(func({}, 2)),
        lift(at.give, 3),
        exports('[constructor]blob', ['func', 0]),
        type(borrow(1)),
        type(func({ self: 4 })),
        lift(at.free, 5),
        exports('[method]blob.touch', ['func', 2]),
      ],
    ],
    [
      'an instance with more than is asked for',
      [
        type(func()),
        imports('f', ofFunc(0)),
        bag({ a: ['func', 0], b: ['func', 0] }),
        nested(type(instanceType(declareType(func()), declareExport('a', ofFunc(0)))), imports('i', ofInstance(0))),
        instance(0, { i: ['instance', 0] }),
      ],
    ],
    [
      'an export whose type was exported before',
      [
        ...guest,
        type(record({ a: u32 })),
        exports('pair', ['type', 0]),
        type(func({}, 1)),
        lift(at.give, 2),
        exports('f', ['func', 0]),
      ],
    ],
    [
      'a component that is given where one that imports more is asked for',
      [
        nested(),
        nested(type(componentType(declareType(func()), declareImport('f', ofFunc(0)))), imports('c', ofComponent(0))),
        instance(1, { c: ['component', 0] }),
      ],
    ],
    [
      'the same resource by two ways',
      [
        type(resource()),
        nested(imports('a', ofResource), imports('b', ofType(0))),
        instance(0, { a: ['type', 0], b: ['type', 0] }),
      ],
    ],
  ])('%s', (_what, parts) => {
    expect(issuesOf(parts)).toEqual([])
  })
})

describe('invalid', () => {
  test.each<[string, readonly Part[], RegExp]>([
    // Index spaces and sorts
    ['a type beyond the last', [type(list(3))], /^type index out of bounds: expected one below 0, found 3$/],
    ['a function type as a value', [type(func()), type(list(0))], /^type index 0 is not a defined type/],
    ['an own of a value', [type(list(u8)), type(own(0))], /^type index 0 is not a resource type$/],
    ['an export that is not there', [bag({}), exportOf('func', 0, 'f')], /^instance 0 has no export named "f"$/],
    [
      'an export of another sort',
      [nested(), bag({ a: ['component', 0] }), exportOf('func', 0, 'a')],
      /^export "a" of instance 0 is not a func, found a component$/,
    ],
    [
      'a core export of another sort',
      [...guest, coreExport('func', 0, 'memory')],
      /is not a core func, found a core memory$/,
    ],
    ['an export of a core function', [...guest, exports('f', ['core func', 0])], /found a core func$/],
    // Types
    ['an empty record', [type(record({}))], /^record type must have at least one field$/],
    ['labels that are alike', [type(flags('a', 'A'))], /^flag name "A" conflicts with previous name "a"$/],
    ['a label that is none', [type(enumeration('aB'))], /^enum tag name "aB" is not in kebab case$/],
    ['a list of no items', [type(fixedList(u8, 0))], /at least one element/],
    ['a map by records', [type(record({ a: u8 })), type(map(0, u8))], /^the key of a map must be/],
    ['a stream of characters', [type(stream(0x74))], /stream<char>/],
    ['a borrow in a result', [type(resource()), type(borrow(0)), type(func({}, 1))], /cannot contain a `borrow` type$/],
    ['a resource in a type', [type(instanceType(declareType(resource())))], /within a concrete component$/],
    // Names
    ['a name that is none', [type(func()), imports('aB', ofFunc(0))], /^"aB" is not a valid extern name/],
    ['an interface in an interface', [type(func()), imports('a:b/c/d', ofFunc(0))], /is not a valid extern name/],
    ['half a version', [type(func()), imports('a:b/c@1.2', ofFunc(0))], /expected a semantic version, found "1.2"$/],
    [
      'names that are alike',
      [type(func()), imports('a', ofFunc(0)), imports('A', ofFunc(0))],
      /^import name "A" conflicts with previous name "a"$/,
    ],
    [
      'a method of nothing',
      [type(func()), imports('[static]a.b', ofFunc(0))],
      /resource is not known in this context$/,
    ],
    [
      'a method without self',
      [imports('a', ofResource), type(func({ x: u8 })), imports('[method]a.b', ofFunc(1))],
      /should have a first argument called `self`$/,
    ],
    // Canonical definitions
    [
      'a string without memory',
      [...guest, type(func({ text: string })), lift(at.take, 0)],
      /^canonical option `memory` is required, found none$/,
    ],
    [
      'a string without an allocator',
      [...guest, type(func({ text: string })), lift(at.take, 0, memory(0))],
      /^canonical option `realloc` is required, found none$/,
    ],
    [
      'a core function of another type',
      [...guest, type(func({ n: u32 })), lift(at.take, 0)],
      /^the lifted core function has an incorrect signature: expected \(i32\) -> \(\), found \(i32, i32\) -> \(\)$/,
    ],
    ['an option twice', [...guest, type(func()), lift(at.nop, 0, memory(0), memory(0))], /specified more than once$/],
    ['two encodings', [...guest, type(func()), lift(at.nop, 0, utf16, [0])], /`utf16` conflicts with option `utf8`$/],
    [
      'a post-return of another type',
      [...guest, type(func()), lift(at.nop, 0, postReturn(at.free))],
      /^canonical option `post-return` has an incorrect signature/,
    ],
    [
      'a post-return when lowering',
      [...guest, type(func()), imports('f', ofFunc(0)), lower(0, postReturn(at.nop))],
      /cannot be specified for lowerings$/,
    ],
    ['resource.new of an import', [imports('r', ofResource), canon(0x02, 0)], /^type index 0 is not a local resource$/],
    ['a destructor of another type', [...guest, type(resource(at.nop))], /^wrong signature for a destructor/],
    // Instances
    ['an import that nobody gives', [nested(imports('r', ofResource)), instance(0)], /^missing import named "r"$/],
    [
      'an argument of another sort',
      [nested(type(func()), imports('a', ofFunc(0))), nested(), instance(0, { a: ['component', 1] })],
      /^import "a": expected func, found component$/,
    ],
    [
      'a function of another type',
      [
        type(func({ x: u8 })),
        imports('f', ofFunc(0)),
        nested(type(func({ x: u32 })), imports('f', ofFunc(0))),
        instance(0, { f: ['func', 0] }),
      ],
      /^import "f": parameter "x": expected u32, found u8$/,
    ],
    [
      'another resource',
      [
        type(resource()),
        type(resource()),
        nested(imports('a', ofResource), imports('b', ofType(0))),
        instance(0, { a: ['type', 0], b: ['type', 1] }),
      ],
      /^import "b": .*resource types are not the same$/,
    ],
    [
      'a resource of another instance',
      [
        nested(type(resource()), exports('r', ['type', 0])),
        instance(0),
        instance(0),
        exportOf('type', 0, 'r'),
        exportOf('type', 1, 'r'),
        nested(imports('a', ofResource), imports('b', ofType(0))),
        instance(1, { a: ['type', 0], b: ['type', 1] }),
      ],
      /resource types are not the same$/,
    ],
    [
      'a core import that nobody gives',
      [coreModule('(module (import "a" "b" (func)))'), coreInstance(0)],
      /^missing module instantiation argument named "a"$/,
    ],
    [
      'a core function of another type for an import',
      [...guest, coreModule('(module (import "a" "nop" (func (param i64))))'), coreInstance(1, { a: 0 })],
      /^import "a" "nop": expected a func \(i64\) -> \(\), found a func \(\) -> \(\)$/,
    ],
    [
      'a memory that is too small for an import',
      [...guest, coreModule('(module (import "a" "memory" (memory 2)))'), coreInstance(1, { a: 0 })],
      /expected a memory of at least 2 pages, found a memory of at least 1 pages$/,
    ],
    [
      'a core name twice',
      [...guest, coreBundle({ a: ['func', 0] }), coreModule('(module (import "" "a" (func)) (import "" "a" (func)))')],
      /different names/,
    ],
    // What may leave a component
    [
      'an export whose type has no name outside',
      [...guest, type(record({ a: u32 })), type(func({}, 0)), lift(at.give, 1), exports('f', ['func', 0])],
      /^func not valid to be used as export: "f" uses a type that has no name outside$/,
    ],
    [
      'a resource in a nested component',
      [type(resource()), nested(outer('type', 1, 0))],
      /^outer type 0 transitively refers to resources/,
    ],
    [
      'an alias of a component in a type',
      [nested(), type(instanceType([0x02, 0x04, 0x02, 1, 0]))],
      /may only refer to types/,
    ],
    [
      'an export by a type that asks for more',
      [
        bag({}),
        type(instanceType(declareType(func()), declareExport('f', ofFunc(0)))),
        exports('i', ['instance', 0], ofInstance(0)),
      ],
      /^ascribed type of export is not compatible: missing expected export "f"$/,
    ],
    ['values', [imports('v', [0x02, 0x01, u8])], /without imports or exports of values/],
  ])('%s', (_what, parts, expected) => {
    const [issue, ...more] = issuesOf(parts)
    expect(issue?.message).toMatch(expected)
    expect(issue).toMatchObject({ code: /values/.test(String(expected)) ? 'unsupported' : 'invalid' })
    expect(issue?.offset).toBeGreaterThan(8)
    expect(more).toEqual([])
  })

  test('says where: at the definition, in a nested component at its own', () => {
    const [issue] = issuesOf([nested(type(list(u8)), type(list(9)))])
    expect(issue).toEqual({
      code: 'invalid',
      message: 'type index out of bounds: expected one below 1, found 9',
      offset: 26,
    })
  })
})

describe('bounds', () => {
  const doubling = (count: number, make: (index: number) => readonly number[]): Part[] =>
    Array.from({ length: count }, (_, index) => type(make(index)))

  test('a value that is too big to pass', () => {
    const [issue] = issuesOf([type(tuple(u32)), ...doubling(40, index => tuple(index, index))])
    expect(issue).toMatchObject({ code: 'limit-exceeded', offset: expect.any(Number) })
  })

  test('types that are nested too deep', () => {
    expect(issuesOf([type(list(u8)), ...doubling(60, list)])).toEqual([])
    expect(issuesOf([type(list(u8)), ...doubling(60, list), ...chain(60)])).toMatchObject([{ code: 'limit-exceeded' }])
  })

  test('instances that double are not walked as trees', () => {
    const bags = Array.from({ length: 50 }, (_, i) => bag({ a: ['instance', i], b: ['instance', i] }))
    expect(issuesOf([bag({}), ...bags, exports('all', ['instance', 50])])).toMatchObject([{ code: 'limit-exceeded' }])
  })

  test('an outer alias reaches through types', () => {
    const inner = componentType(declareOuter(2, 0), declareExport('t', ofType(0)))
    expect(issuesOf([type(record({ a: u8 })), type(componentType(declareType(inner)))])).toEqual([])
  })
})

/** Lists of the type before, by an alias that brings its index back below 64. */
function chain(length: number): Part[] {
  return Array.from({ length }, (_, i) => type([0x70, ...longIndex(60 + i)]))
}

/** A type index as a value type: a signed LEB128 of two bytes. */
function longIndex(index: number): readonly number[] {
  return [(index & 0x7f) | 0x80, index >>> 7]
}
