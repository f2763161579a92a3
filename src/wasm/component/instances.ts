import type { Alias, CoreInstance, Instance } from './component.ts'
import { readExternName } from './externs.ts'
import { readScopeCount, type Scope } from './scope.ts'
import { readCoreSort, readSort, type Sort } from './sorts.ts'

const forms: ReadonlyMap<number, 'instantiate' | 'exports'> = new Map([
  [0x00, 'instantiate'],
  [0x01, 'exports'],
])

export function readCoreInstance(scope: Scope): CoreInstance {
  const { reader } = scope
  const form = scope.choice('the form of a core instance', forms)
  if (form === 'exports') {
    const exports = scope.vector('exports', () => ({
      name: reader.name(),
      sort: readCoreSort(scope),
      index: reader.u32(),
    }))
    return { form, exports }
  }
  const module = reader.u32()
  const args = scope.vector('arguments', () => {
    const name = reader.name()
    scope.expect(0x12, 'an argument, which is an instance')
    return { name, instance: reader.u32() }
  })
  return { form, module, args }
}

export function readInstance(scope: Scope): Instance {
  const { reader } = scope
  const form = scope.choice('the form of an instance', forms)
  if (form === 'exports') {
    const exports = scope.vector('exports', () => ({
      name: readExternName(scope),
      sort: readSort(scope),
      index: reader.u32(),
    }))
    return { form, exports }
  }
  const component = reader.u32()
  const args = scope.vector('arguments', () => ({ name: reader.name(), sort: readSort(scope), index: reader.u32() }))
  return { form, component, args }
}

const targets: ReadonlyMap<number, Alias['target']> = new Map([
  [0x00, 'export'],
  [0x01, 'core export'],
  [0x02, 'outer'],
])

// What means the same wherever it stands, and so may be fetched from an enclosing scope.
const outerSorts: ReadonlySet<Sort> = new Set(['core module', 'core type', 'type', 'component'])

export function readAlias(scope: Scope): Alias {
  const { reader } = scope
  const from = reader.offset
  const sort = readSort(scope)
  const target = scope.choice('the target of an alias', targets)
  if (target !== 'outer') return { sort, target, instance: reader.u32(), name: reader.name() }
  if (!outerSorts.has(sort))
    reader.fail(`expected an outer alias of a type, component or core module, found ${sort}`, from)
  return { sort, target, count: readScopeCount(scope), index: reader.u32() }
}
