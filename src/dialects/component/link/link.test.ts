import { describe, expect, test } from 'vitest'
import { PluginError } from '../../../errors.ts'
import { decodeComponent } from '../../../wasm/component/decode.ts'
import {
  bag,
  canon,
  component,
  coreBundle,
  coreExport,
  coreInstance,
  coreModule,
  declareExport,
  declareType,
  exportOf,
  exports,
  func,
  imports,
  instance,
  instanceType,
  lift,
  lower,
  memory,
  nested,
  ofComponent,
  ofFunc,
  ofInstance,
  ofResource,
  ofType,
  own,
  type Part,
  record,
  resource,
  string,
  type,
  u32,
} from '../../../wasm/component/testing/build.ts'
import { decodeModule } from '../../../wasm/decode.ts'
import { type Linked, linkComponent } from './link.ts'

function link(...parts: readonly Part[]): Linked {
  return linkComponent(decodeComponent(component(...parts)), (bytes, offset) => decodeModule(bytes, {}, offset))
}

function refusal(...parts: readonly Part[]): unknown {
  try {
    return link(...parts)
  } catch (error) {
    return error instanceof PluginError ? { code: error.code, message: error.message } : error
  }
}

const logger = coreModule(`(module
  (import "host" "log" (func (param i32 i32)))
  (import "env" "memory" (memory 1))
  (func (export "run")))`)
const libc = coreModule('(module (memory (export "memory") 1))')

/** `run` logs by the host's `log`, through the memory of another core module. */
const logging: readonly Part[] = [
  type(func({ text: string })),
  imports('log', ofFunc(0)),
  libc,
  coreInstance(0),
  coreExport('memory', 0, 'memory'),
  lower(0, memory(0)),
  coreBundle({ log: ['func', 0] }),
  logger,
  coreInstance(1, { env: 0, host: 1 }),
  coreExport('func', 2, 'run'),
  type(func()),
  lift(1, 1),
  exports('run', ['func', 1]),
]

describe('a program', () => {
  test('has core instances with what each imports, and functions by number', () => {
    const { program, modules } = link(...logging)
    expect(modules).toHaveLength(2)
    expect(program).toEqual({
      instances: [{ parent: null }],
      coreInstances: [
        { imports: [] },
        {
          imports: [
            { module: 'host', name: 'log', item: { made: 0 } },
            { module: 'env', name: 'memory', item: { instance: 0, name: 'memory' } },
          ],
        },
      ],
      coreFunctions: [
        {
          kind: 'lower',
          instance: 0,
          func: 0,
          options: { encoding: 'utf8', memory: { instance: 0, name: 'memory' }, realloc: null, async: false },
        },
      ],
      functions: [
        { kind: 'import', path: ['log'], type: { params: [{ name: 'text', type: 'string' }], result: null } },
        {
          kind: 'lift',
          instance: 0,
          core: { instance: 1, name: 'run' },
          options: { encoding: 'utf8', memory: null, realloc: null, async: false },
          postReturn: null,
          type: { params: [], result: null },
        },
      ],
      types: [],
      resources: [],
      exports: [{ path: ['run'], kind: 'func', func: 1 }],
    })
  })

  test('is plain data', () => {
    const { program } = link(...logging)
    expect(structuredClone(program)).toEqual(program)
    expect(JSON.parse(JSON.stringify(program))).toEqual(program)
  })

  test('instantiates a component twice, with its own modules and resources each time', () => {
    const { program, modules } = link(
      nested(libc, coreInstance(0), type(resource()), exports('r', ['type', 0])),
      instance(0),
      instance(0),
      exports('a', ['instance', 0]),
      exports('b', ['instance', 1]),
    )
    expect(program.instances).toEqual([{ parent: null }, { parent: 0 }, { parent: 0 }])
    expect(modules).toHaveLength(2)
    expect(modules[0]?.module).not.toBe(undefined)
    expect(program.resources).toEqual([
      { type: 0, kind: 'defined', instance: 1, destructor: null },
      { type: 1, kind: 'defined', instance: 2, destructor: null },
    ])
    expect(program.exports).toEqual([
      { path: ['a', 'r'], kind: 'resource', resource: 0 },
      { path: ['b', 'r'], kind: 'resource', resource: 1 },
    ])
  })

  test('hands arguments on: a function of one component is what another lowers', () => {
    const { program } = link(
      nested(
        coreModule('(module (func (export "f")))'),
        coreInstance(0),
        coreExport('func', 0, 'f'),
        type(func()),
        lift(0, 0),
        exports('f', ['func', 0]),
      ),
      instance(0),
      exportOf('func', 0, 'f'),
      nested(
        type(func()),
        imports('g', ofFunc(0)),
        lower(0),
        coreBundle({ g: ['func', 0] }),
        coreModule('(module (import "" "g" (func)))'),
        coreInstance(0, { '': 0 }),
      ),
      instance(1, { g: ['func', 0] }),
    )
    expect(program.functions).toMatchObject([{ kind: 'lift', instance: 1 }])
    expect(program.coreFunctions).toMatchObject([{ kind: 'lower', instance: 2, func: 0 }])
  })

  test('knows the functions and resources of an imported interface by their names', () => {
    const { program } = link(
      type(
        instanceType(
          declareExport('blob', ofResource),
          declareType(own(0)),
          declareType(func({}, 1)),
          declareExport('[constructor]blob', ofFunc(2)),
        ),
      ),
      imports('ns:pkg/store@1.0.0', ofInstance(0)),
      exportOf('type', 0, 'blob'),
      canon(0x03, 1),
    )
    expect(program.resources).toEqual([{ type: 0, kind: 'import', path: ['ns:pkg/store@1.0.0', 'blob'] }])
    expect(program.types.map(({ type }) => type)).toEqual([{ kind: 'resource' }, { kind: 'own', resource: 0 }])
    expect(program.functions).toEqual([
      {
        kind: 'import',
        path: ['ns:pkg/store@1.0.0', '[constructor]blob'],
        type: { params: [], result: 1 },
      },
    ])
    expect(program.coreFunctions).toEqual([{ kind: 'resource.drop', instance: 0, resource: 0 }])
  })

  test('has each structure of a type once', () => {
    const { program } = link(
      type(record({ a: u32 })),
      type(record({ a: u32 })),
      nested(type(record({ a: u32 })), type(record({ b: 0 }))),
      instance(0),
    )
    expect(program.types).toHaveLength(2)
  })

  test('shows of an instance no more than the type it is exported by', () => {
    const { program } = link(
      type(func()),
      imports('f', ofFunc(0)),
      bag({ shown: ['func', 0], hidden: ['func', 0] }),
      type(instanceType(declareType(func()), declareExport('shown', ofFunc(0)))),
      exports('i', ['instance', 0], ofInstance(1)),
    )
    expect(program.exports.map(({ path }) => path)).toEqual([['i', 'shown']])
  })

  test('makes stubs of built-ins that hospes does not have', () => {
    const { program } = link(canon(0x1f), canon(0x0a, 0x7f, 1))
    expect(program.coreFunctions).toEqual([
      { kind: 'unsupported', instance: 0, name: 'waitable-set.new' },
      { kind: 'context.get', instance: 0, slot: 1 },
    ])
  })
})

describe('what is refused', () => {
  test('an import that no host can give', () => {
    expect(refusal(type([0x41, 0]), imports('c', ofComponent(0)))).toEqual({
      code: 'unsupported',
      message: 'expected a component that imports functions, types and instances, found the import c, a component',
    })
  })

  test('components that unfold to too many instances, counted as they do', () => {
    let parts: Part[] = []
    for (let depth = 0; depth < 30; depth++) parts = [nested(...parts), instance(0), instance(0)]
    expect(component(...parts).length).toBeLessThan(1000)
    expect(refusal(...parts)).toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringMatching(/1000 instances/),
    })
  })

  test('instances that make instances, each in the next', () => {
    // Each component instantiates the one before it, which it reaches by an outer alias.
    const parts: Part[] = [nested()]
    for (let i = 0; i < 110; i++) parts.push(nested({ section: 6, bytes: [0x04, 0x02, 1, i] }, instance(0)))
    expect(refusal(...parts, instance(110))).toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringMatching(/instances in instances/),
    })
  })

  test('one big type in many instances', () => {
    const big = type(record(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, u32]))))
    const many = Array.from({ length: 500 }, () => instance(0))
    expect(refusal(nested(big), ...many)).toMatchObject({ code: 'limit-exceeded' })
  })

  test('exports that double, each instance twice in the next', () => {
    const bags = Array.from({ length: 40 }, (_, i) => bag({ a: ['instance', i], b: ['instance', i] }))
    expect(refusal(bag({}), ...bags, exports('all', ['instance', 40]))).toMatchObject({ code: 'limit-exceeded' })
  })
})

test('exports of plain types are for validation alone', () => {
  expect(link(type(record({ a: u32 })), imports('t', ofType(0)), exports('u', ['type', 1])).program.exports).toEqual([])
})
