import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PluginError } from '../../errors.ts'
import type { Definition } from './component.ts'
import { decodeComponent, isComponent } from './decode.ts'

const preamble = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]
const emptyModule = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** The bytes of a component from those of its sections. */
function component(...sections: number[][]): Uint8Array {
  return new Uint8Array([...preamble, ...sections.flat()])
}
function section(id: number, ...content: (number | string | number[])[]): number[] {
  const bytes = content.flatMap(part => (typeof part === 'string' ? name(part) : part))
  return [id, ...leb(bytes.length), ...bytes]
}
function name(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)]
  return [...leb(bytes.length), ...bytes]
}
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)]
}
function only(bytes: Uint8Array): Definition {
  const { definitions } = decodeComponent(bytes)
  expect(definitions).toHaveLength(1)
  return definitions[0] as Definition
}
function failure(bytes: Uint8Array): unknown {
  try {
    return decodeComponent(bytes)
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    return { code: error.code, message: error.message, offset: error.offset }
  }
}

describe('sections', () => {
  it('reads an empty component', () => {
    expect(isComponent(component())).toBe(true)
    expect(decodeComponent(component())).toEqual({ definitions: [], customSections: [] })
  })

  it('keeps definitions of all sections in one order, each with its offset', () => {
    const bytes = component(
      section(7, 2, 0x73, 0x7d),
      section(1, emptyModule),
      section(7, 1, 0x70, 0x00),
      section(4, preamble),
    )
    expect(decodeComponent(bytes).definitions.map(({ kind, offset }) => [kind, offset])).toEqual([
      ['type', 11],
      ['type', 12],
      ['core module', 15],
      ['type', 26],
      ['component', 30],
    ])
  })

  it('gives an embedded core module as a view of its bytes', () => {
    const bytes = component(section(1, emptyModule))
    const module = only(bytes)
    expect(module).toEqual({ kind: 'core module', offset: 10, bytes: new Uint8Array(emptyModule) })
    expect(module.kind === 'core module' && module.bytes.buffer).toBe(bytes.buffer)
  })

  it('keeps custom sections with the section they stand behind', () => {
    const bytes = component(section(0, 'first', 1, 2), section(7, 0), section(0, 'second'))
    expect(decodeComponent(bytes).customSections).toEqual([
      { name: 'first', bytes: new Uint8Array([1, 2]), offset: 16, after: 0 },
      { name: 'second', bytes: new Uint8Array(), offset: 30, after: 7 },
    ])
  })
})

describe('types', () => {
  // wat → bytes of the type → data
  it.each([
    ['bool', [0x7f], { kind: 'primitive', type: 'bool' }],
    ['error-context', [0x64], { kind: 'primitive', type: 'error-context' }],
    ['(record (field "a" u8))', [0x72, 1, 1, 0x61, 0x7d], { kind: 'record', fields: [{ name: 'a', type: 'u8' }] }],
    [
      '(variant (case "x" s8) (case "y"))',
      [0x71, 2, 1, 0x78, 1, 0x7e, 0, 1, 0x79, 0, 0],
      {
        kind: 'variant',
        cases: [
          { name: 'x', type: 's8' },
          { name: 'y', type: null },
        ],
      },
    ],
    ['(list 5)', [0x70, 5], { kind: 'list', element: 5, length: null }],
    ['(list 64)', [0x70, 0xc0, 0x00], { kind: 'list', element: 64, length: null }],
    ['(list u8 3)', [0x67, 0x7d, 3], { kind: 'list', element: 'u8', length: 3 }],
    ['(map string u32)', [0x63, 0x73, 0x79], { kind: 'map', key: 'string', value: 'u32' }],
    ['(tuple u8 char)', [0x6f, 2, 0x7d, 0x74], { kind: 'tuple', types: ['u8', 'char'] }],
    ['(flags "a" "b")', [0x6e, 2, 1, 0x61, 1, 0x62], { kind: 'flags', labels: ['a', 'b'] }],
    ['(enum "a")', [0x6d, 1, 1, 0x61], { kind: 'enum', labels: ['a'] }],
    ['(option 0)', [0x6b, 0], { kind: 'option', some: 0 }],
    ['(result (error string))', [0x6a, 0, 1, 0x73], { kind: 'result', ok: null, err: 'string' }],
    ['(own 1)', [0x69, 1], { kind: 'own', resource: 1 }],
    ['(borrow 1)', [0x68, 1], { kind: 'borrow', resource: 1 }],
    ['(stream u8)', [0x66, 1, 0x7d], { kind: 'stream', element: 'u8' }],
    ['(future)', [0x65, 0], { kind: 'future', element: null }],
    [
      '(func (param "p" bool) (result u32))',
      [0x40, 1, 1, 0x70, 0x7f, 0, 0x79],
      { kind: 'func', async: false, params: [{ name: 'p', type: 'bool' }], result: 'u32' },
    ],
    ['(func async)', [0x43, 0, 1, 0], { kind: 'func', async: true, params: [], result: null }],
    ['(resource (rep i32))', [0x3f, 0x7f, 0], { kind: 'resource', representation: 0x7f, destructor: null }],
    ['(resource (rep i32) (dtor 4))', [0x3f, 0x7f, 1, 4], { kind: 'resource', representation: 0x7f, destructor: 4 }],
    [
      'a resource of older producers',
      [0x3e, 0x7f, 4, 1, 5],
      { kind: 'resource', representation: 0x7f, destructor: 4, asyncDestructor: { callback: 5 } },
    ],
    [
      '(instance (export "t" (type (sub resource))))',
      [0x42, 1, 4, 0, 1, 0x74, 3, 1],
      {
        kind: 'instance',
        declarations: [
          { kind: 'export', offset: 13, name: { name: 't', attributes: [] }, type: { kind: 'type', equals: null } },
        ],
      },
    ],
    [
      '(component (type string) (import "a" (type (eq 0))) (alias outer 1 0 (type)))',
      [0x41, 3, 1, 0x73, 3, 0, 1, 0x61, 3, 0, 0, 2, 3, 2, 1, 0],
      {
        kind: 'component',
        declarations: [
          { kind: 'type', offset: 13, type: { kind: 'primitive', type: 'string' } },
          { kind: 'import', offset: 15, name: { name: 'a', attributes: [] }, type: { kind: 'type', equals: 0 } },
          { kind: 'alias', offset: 22, alias: { sort: 'type', target: 'outer', count: 1, index: 0 } },
        ],
      },
    ],
  ])('%s', (_wat, bytes, type) => {
    expect(only(component(section(7, 1, bytes)))).toEqual({ kind: 'type', offset: 11, type })
  })

  it.each([
    ['(func)', [0x60, 0, 0], [{ final: true, supertypes: [], composite: { kind: 'func', params: [], results: [] } }]],
    [
      '(sub (func))',
      [0x00, 0x50, 0, 0x60, 0, 0],
      [{ final: false, supertypes: [], composite: { kind: 'func', params: [], results: [] } }],
    ],
    ['(rec)', [0x4e, 0], []],
  ])('core: %s', (_wat, bytes, types) => {
    expect(only(component(section(3, 1, bytes)))).toMatchObject({ kind: 'core type', type: { kind: 'types', types } })
  })

  it('core: a module type', () => {
    // (module (type (func)) (import "a" "b" (func (type 0))) (alias outer 1 0 (type)) (export "e" (memory 1)))
    const bytes = [0x50, 4, 1, 0x60, 0, 0, 0, 1, 0x61, 1, 0x62, 0, 0, 2, 0x10, 1, 1, 0, 3, 1, 0x65, 2, 0, 1]
    expect(only(component(section(3, 1, bytes)))).toMatchObject({
      type: {
        kind: 'module',
        declarations: [
          { kind: 'type' },
          { kind: 'import', module: 'a', name: 'b', type: { kind: 'func', type: 0 } },
          { kind: 'alias', count: 1, index: 0 },
          { kind: 'export', name: 'e', type: { kind: 'memory', min: 1 } },
        ],
      },
    })
  })
})

describe('canonical definitions', () => {
  it.each([
    [
      'lift with options',
      [0, 0, 1, 5, 1, 3, 0, 4, 6, 5, 7, 7, 8, 2],
      {
        kind: 'lift',
        func: 1,
        options: [
          { kind: 'utf16' },
          { kind: 'memory', index: 0 },
          { kind: 'realloc', index: 6 },
          { kind: 'post-return', index: 7 },
          { kind: 'callback', index: 8 },
        ],
        type: 2,
      },
    ],
    ['lower', [1, 0, 3, 1, 2], { kind: 'lower', func: 3, options: [{ kind: 'latin1+utf16' }] }],
    ['resource.drop', [3, 9], { kind: 'resource.drop', type: 9 }],
    ['backpressure.set, of older producers', [8], { kind: 'backpressure.set' }],
    ['task.return', [9, 0, 0x79, 0], { kind: 'task.return', result: 'u32', options: [] }],
    ['context.get', [0x0a, 0x7f, 1], { kind: 'context.get', type: 'i32', slot: 1 }],
    ['stream.cancel-write', [0x12, 3, 1], { kind: 'stream.cancel-write', type: 3, async: true }],
    ['waitable-set.poll', [0x21, 1, 0], { kind: 'waitable-set.poll', cancellable: true, memory: 0 }],
    ['thread.spawn-indirect', [0x41, 0, 1, 2], { kind: 'thread.spawn-indirect', shared: false, type: 1, table: 2 }],
  ])('%s', (_what, bytes, canon) => {
    expect(only(component(section(8, 1, bytes)))).toEqual({ kind: 'canon', offset: 11, canon })
  })
})

describe('instances, aliases, imports and exports', () => {
  it('reads both forms of core instance', () => {
    const bytes = component(section(2, 2, 0, 1, 1, 'env', 0x12, 0, 1, 1, 'mem', 2, 3))
    expect(decodeComponent(bytes).definitions).toMatchObject([
      { kind: 'core instance', form: 'instantiate', module: 1, args: [{ name: 'env', instance: 0 }] },
      { kind: 'core instance', form: 'exports', exports: [{ name: 'mem', sort: 'memory', index: 3 }] },
    ])
  })

  it('reads both forms of instance', () => {
    const bytes = component(section(5, 2, 0, 1, 1, 'x', 1, 0, 1, 1, 0, 'g', 0, 0x11, 2))
    expect(decodeComponent(bytes).definitions).toMatchObject([
      { kind: 'instance', form: 'instantiate', component: 1, args: [{ name: 'x', sort: 'func', index: 0 }] },
      { kind: 'instance', form: 'exports', exports: [{ name: { name: 'g' }, sort: 'core module', index: 2 }] },
    ])
  })

  it('reads all targets of an alias', () => {
    const bytes = component(section(6, 3, 1, 0, 2, 'f', 0, 2, 1, 4, 'mem', 4, 2, 0, 5))
    expect(decodeComponent(bytes).definitions).toMatchObject([
      { alias: { sort: 'func', target: 'export', instance: 2, name: 'f' } },
      { alias: { sort: 'core memory', target: 'core export', instance: 4, name: 'mem' } },
      { alias: { sort: 'component', target: 'outer', count: 0, index: 5 } },
    ])
  })

  it('reads attributes of names', () => {
    const attributes = [3, 0, name('a:b/c'), 1, name('.2.3'), 2, name('☃')].flat()
    expect(only(component(section(10, 1, 2, 'x', attributes, 5, 0)))).toMatchObject({
      name: {
        name: 'x',
        attributes: [
          { kind: 'implements', value: 'a:b/c' },
          { kind: 'version-suffix', value: '.2.3' },
          { kind: 'external-id', value: '☃' },
        ],
      },
      type: { kind: 'instance', type: 0 },
    })
  })

  it('reads exports with and without a type', () => {
    const bytes = component(section(11, 2, 0, 'e', 1, 0, 0, 1, 'f', 1, 0, 1, 1, 7))
    expect(decodeComponent(bytes).definitions).toMatchObject([
      { kind: 'export', name: { name: 'e' }, sort: 'func', index: 0, type: null },
      { kind: 'export', name: { name: 'f' }, sort: 'func', index: 0, type: { kind: 'func', type: 7 } },
    ])
  })
})

describe('what is refused', () => {
  it.each([
    ['a core module', new Uint8Array(emptyModule)],
    ['a section with an unknown id', component([13, 0])],
    ['a section beyond the end', component([7, 3, 0])],
    ['more types than bytes', component(section(7, 0xbf, 0x84, 0x3d, 0x73))],
    ['bytes behind the last item', component(section(7, 1, 0x73, 0x73))],
    ['a core module that is a component', component(section(1, preamble))],
    ['a name that is not UTF-8', component(section(10, 1, 0, 2, 0xff, 0xfe, 1, 0))],
    ['an unknown opcode of a type', component(section(7, 1, 0x62))],
    ['an unknown built-in', component(section(8, 1, 0x2e))],
    ['an outer alias of a function', component(section(6, 1, 1, 2, 0, 0))],
    ['an outer alias beyond the file', component(section(6, 1, 3, 2, 1, 0))],
  ])('%s', (_what, bytes) => {
    expect(failure(bytes)).toMatchObject({ code: 'malformed', offset: expect.any(Number) })
  })

  it('says what it expected, what it found and where', () => {
    expect(failure(component(section(8, 1, 0x20, 2, 0)))).toEqual({
      code: 'malformed',
      message: 'expected 0x00 or 0x01 for cancellable, found 0x02',
      offset: 12,
    })
  })

  it('components nested too deep', () => {
    let bytes = preamble
    for (let depth = 0; depth < 101; depth++) bytes = [...preamble, ...section(4, bytes)]
    expect(failure(new Uint8Array(bytes))).toMatchObject({ code: 'limit-exceeded' })
    expect(() => decodeComponent(component(section(4, preamble)), { nesting: 0 })).toThrow(/at most 0 deep/)
  })

  it('types nested too deep', () => {
    let type = [0x42, 0]
    for (let depth = 0; depth < 101; depth++) type = [0x42, 1, 1, ...type]
    expect(failure(component(section(7, 1, type)))).toMatchObject({ code: 'limit-exceeded' })
  })

  it('more items than any component needs, before they are made', () => {
    const count = 200_001
    const bytes = component(section(7, leb(count), new Array(count).fill(0x73)))
    expect(failure(bytes)).toMatchObject({ code: 'limit-exceeded' })
  })

  it('every truncation and mutation, with a listed code or a component', () => {
    const sample = component(
      section(1, emptyModule),
      section(2, 1, 0, 0, 0),
      section(7, 2, 0x40, 1, 1, 0x70, 0x73, 1, 0, 0x42, 1, 4, 0, 1, 0x74, 3, 1),
      section(10, 1, 2, 'x', 1, 0, 'a:b/c', 5, 1),
      section(8, 1, 1, 0, 0, 2, 0, 3, 0),
      section(4, preamble, section(7, 1, 0x73)),
      section(0, 'component-name', 1, 2, 3),
    )
    const codes = ['malformed', 'limit-exceeded']
    const check = (bytes: Uint8Array) => {
      const result = failure(bytes) as { code?: string }
      if (result.code !== undefined) expect(codes).toContain(result.code)
    }
    for (let length = 0; length < sample.length; length++) check(sample.subarray(0, length))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sample.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
        changes => {
          const bytes = sample.slice()
          for (const [at, byte] of changes) bytes[at] = byte
          check(bytes)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
