import type { Issue } from '../../errors.ts'
import { parseExternName } from '../../wit/names.ts'
import { type Slot, slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import { type CoreType, showSignature } from '../core-function.ts'
import { indexByName, lookUp, type NameIndex, nameKey, showPath } from '../names.ts'
import { exactResult, exactWire } from './described/exact.ts'
import { describedParams, showDescribed } from './described/show.ts'
import { type Era, erasOf } from './era.ts'
import type { BindgenFacts, BindgenFunction, Class } from './facts.ts'
import { fitSignature, flattenParam, flattenResult, isValue, type Returns, unsupportedWire } from './flatten.ts'
import { classesNamed, constructorsOf, membersOf } from './members.ts'
import { settleEnums } from './settle-enums.ts'
import { describeWire, NoWire, resourceIndex, resultWireOf, type Wire, wireOf } from './wire.ts'

/** One function of the contract and the export that answers it: plain data, all that compiling its call needs. */
export interface Binding {
  readonly path: readonly string[]
  readonly export: string
  readonly era: Era
  /** A method's `self` is the first. */
  readonly params: readonly Param[]
  readonly result: Wire | null
  readonly returns: Returns
  /** The words of the result. */
  readonly words: readonly CoreType[]
}

/** A function's parameters and result as they travel. */
export interface Signature {
  readonly params: readonly Param[]
  readonly result: Wire | null
}

export interface BoundStruct {
  readonly resource: number
  readonly name: string
  readonly class: Class
}

export interface Param {
  readonly name: string
  readonly wire: Wire
}

/** What looking for an export of each function came to: bindings by slot where there are no issues. */
export interface Bound {
  readonly bindings: readonly Binding[]
  /** The exported struct behind each resource, by the resource's index in the type table. */
  readonly structs: readonly BoundStruct[]
  readonly issues: readonly Issue[]
}

/** Finds the export that answers each of the contract's exported functions. */
export function bindExports(facts: BindgenFacts, world: World, names: Readonly<Record<string, string>>): Bound {
  const bindings: Binding[] = []
  const issues: Issue[] = []
  const index = indexByName(facts.functions)
  for (const slot of slots(world.exports, world)) {
    const bound = bindExport(facts, world, index, slot, names)
    if ('code' in bound) issues.push(bound)
    else bindings.push(bound)
  }
  const structs: BoundStruct[] = []
  for (const resource of resourcesOf(world)) {
    const bound = bindStruct(facts, world, resource)
    if ('code' in bound) issues.push(bound)
    else structs.push(bound)
  }
  const checks = new Map(facts.functions.map(item => [item.export, item.enumChecks ?? []]))
  const settled = facts.stage === 'cli' ? settleEnums(bindings, name => checks.get(name) ?? []) : bindings
  return { bindings: settled, structs, issues }
}

/** The resources that a world's exports define. */
function resourcesOf({ types, exports, interfaces }: World): readonly number[] {
  const listed = exports.flatMap(item => {
    if (item.kind === 'type') return [item.type]
    return item.kind === 'interface' ? (interfaces[item.interface]?.types.map(({ type }) => type) ?? []) : []
  })
  const own = listed.map(index => resourceIndex(types, index))
  return [...new Set(own)].filter(index => types[index]?.type.kind === 'resource')
}

function bindStruct(facts: BindgenFacts, world: World, resource: number): BoundStruct | Issue {
  const name = world.types[resource]?.name ?? ''
  const classes = classesNamed(facts, name)
  const [found] = classes
  if (found !== undefined && classes.length === 1) return { resource, name, class: found }
  const all = (found === undefined ? facts.classes : classes).map(({ name: known }) => JSON.stringify(known))
  const list = all.length === 0 ? 'none' : all.join(', ')
  const code = found === undefined ? 'missing-export' : 'ambiguous-export'
  return {
    code,
    message: `expected one exported struct ${name}, found ${list}`,
    path: [name],
    expected: name,
    found: list,
  }
}

function bindExport(
  facts: BindgenFacts,
  world: World,
  index: NameIndex<BindgenFunction>,
  slot: Slot,
  names: Readonly<Record<string, string>>,
): Binding | Issue {
  const { path } = slot
  const signature = signatureOf(world, slot)
  if ('code' in signature) return signature
  const candidates = candidatesFor(facts, world, index, slot)
  const looked = lookUp({ path, candidates, all: facts.functions, names })
  if ('issue' in looked) return looked.issue
  const { found } = looked
  return found.described?.type === undefined
    ? fitExport(facts, path, signature, found)
    : fitDescribed(facts, path, signature, found)
}

function candidatesFor(
  facts: BindgenFacts,
  world: World,
  index: NameIndex<BindgenFunction>,
  { function: func }: Slot,
): readonly BindgenFunction[] {
  const name = parseExternName(func.name)
  if (name === undefined || name.kind === 'interface') return []
  if (name.kind === 'label') return index.get(nameKey(name.label)) ?? []
  const resource = (func.resource === undefined ? null : world.types[func.resource]?.name) ?? name.resource
  const classes = classesNamed(facts, resource)
  if (name.kind === 'constructor') return classes.flatMap(struct => constructorsOf(facts, struct))
  const key = nameKey(name.label)
  return classes.flatMap(struct => membersOf(facts, struct).filter(member => member.key === key))
}

/** How a function of the contract would travel; an issue when it has no form in this convention. */
export function signatureOf(world: World, { path, function: func }: Slot): Signature | Issue {
  if (func.async) return noForm(path, 'an async function, whose promise needs the glue it was generated with')
  const params: Param[] = []
  for (const { name, type } of func.params) {
    const wire = wireOf(world.types, type)
    if (wire instanceof NoWire) return noForm([...path, name], wire.found)
    params.push({ name, wire })
  }
  const result = resultWireOf(world.types, func.result)
  return result instanceof NoWire ? noForm(path, `the result ${result.found}`) : { params, result }
}

function noForm(path: readonly string[], found: string): Issue {
  const message = `${showPath(path)}: expected a type that wasm-bindgen has a form for, found ${found}`
  return { code: 'unsupported', message, path, found }
}

function fitExport(
  facts: BindgenFacts,
  path: readonly string[],
  signature: Signature,
  exported: BindgenFunction,
): Binding | Issue {
  const wires = signature.params.map(({ wire }) => wire)
  const eras = erasOf(facts)
  for (const era of eras) {
    const words = flattenResult(era, signature.result)
    for (const params of [signature.params, bareOptions(era, signature.params)]) {
      const flat = params.flatMap(({ wire }) => flattenParam(era, wire))
      const returns = fitSignature(exported, flat, words)
      if (returns === undefined) continue
      const lacking = [...wires, signature.result].map(wire => unsupportedWire(era, wire)).find(Boolean)
      if (lacking !== undefined) return noForm(path, lacking)
      return { path, export: exported.export, era, params, result: signature.result, returns, words }
    }
  }
  const [era] = eras
  const lacking = [...wires, signature.result].map(wire => unsupportedWire(era, wire)).find(Boolean)
  return lacking === undefined ? mismatch(era, path, signature, exported) : noForm(path, lacking)
}

/** A JavaScript value may be `undefined` by itself: a function that takes any has no option in Rust. */
function bareOptions(era: Era, params: readonly Param[]): readonly Param[] {
  return params.map(({ name, wire }) =>
    wire.kind === 'option' && isValue(era, wire.some) ? { name, wire: { ...wire, bare: true } } : { name, wire },
  )
}

/** As `fitExport` where the module itself says what the function's types are. */
function fitDescribed(
  facts: BindgenFacts,
  path: readonly string[],
  { params, result }: Signature,
  exported: BindgenFunction,
): Binding | Issue {
  const { description } = facts
  const { described } = exported
  if (described?.type === undefined || description === undefined)
    return fitExport(facts, path, { params, result }, exported)
  if (described.async) return noForm(path, 'an async function, whose promise needs the glue it was generated with')
  const types = describedParams(described)
  const exact = params.map(({ name, wire }, i): Param | undefined => {
    const type = types[i]
    const found = type && exactWire(description, wire, type)
    return found && { name, wire: found }
  })
  const exactParams = exact.filter(param => param !== undefined)
  const exactly = exactResult(description, result, described.type.result)
  if (exactParams.length === types.length && exact.length === types.length && exactly !== undefined)
    return fitExport(facts, path, { params: exactParams, result: exactly }, exported)
  const expected = describeSignature({ params, result })
  const found = showDescribed(described, described.type)
  const message = `${showPath(path)}: expected ${expected}, found ${found} in the export ${JSON.stringify(exported.name)}`
  return { code: 'signature-mismatch', message, path, expected, found }
}

function mismatch(era: Era, path: readonly string[], signature: Signature, exported: BindgenFunction): Issue {
  const expected = describeSignature(signature)
  const params = signature.params.flatMap(({ wire }) => flattenParam(era, wire))
  const words = flattenResult(era, signature.result)
  const forms = [showSignature({ params, results: words })]
  if (words.length > 1) forms.push(showSignature({ params: ['i32', ...params], results: [] }))
  const found = showSignature(exported)
  return {
    code: 'signature-mismatch',
    message: `${showPath(path)}: expected ${expected}, in wasm-bindgen ${forms.join(' or ')}, found ${found} in the export ${JSON.stringify(exported.name)}`,
    path,
    expected,
    found,
  }
}

/** `func(name: string) -> string`. */
export function describeSignature({ params, result }: Signature): string {
  const list = params.map(({ name, wire }) => `${name}: ${describeWire(wire)}`).join(', ')
  return result === null ? `func(${list})` : `func(${list}) -> ${describeWire(result)}`
}
