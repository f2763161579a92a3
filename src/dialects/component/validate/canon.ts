import { type CoreType as FlatType, MAX_FLAT } from '../../../canonical/layout.ts'
import type { BuiltIn, Canon, CanonOption } from '../../../wasm/component/canon.ts'
import type { ValueType as CoreValueType } from '../../../wasm/module.ts'
import type { Context } from './context.ts'
import { type CoreType, describeFunc } from './core-types.ts'
import { invalid, unsupported } from './fail.ts'
import { lookUp, type Scope } from './scope.ts'
import { type FuncType, factsOf, type ValueType } from './types.ts'
import { resourceType, valueType } from './value-types.ts'

/** More flat parameters than these of an async lower travel in memory (MAX_FLAT_ASYNC_PARAMS). */
const MAX_FLAT_ASYNC = 4

/** Checks a canonical definition and adds the function that it makes. */
export function addCanon(canon: Canon, scope: Scope, context: Context): void {
  switch (canon.kind) {
    case 'lift':
      scope.spaces.func.push(lift(canon, scope, context))
      break
    case 'lower':
      scope.spaces['core func'].push({ kind: 'func', type: lower(canon, scope, context) })
      break
    default: {
      const { params, results } = builtIn(canon, scope, context)
      scope.spaces['core func'].push({ kind: 'func', type: context.coreTypes.func(params, results) })
    }
  }
}

interface Signature {
  readonly params: readonly CoreValueType[]
  readonly results: readonly CoreValueType[]
}

function lift(canon: Extract<Canon, { kind: 'lift' }>, scope: Scope, context: Context): FuncType {
  const core = lookUp(scope, 'core func', canon.func).type
  const type = lookUp(scope, 'type', canon.type)
  if (typeof type === 'string' || type.kind !== 'func')
    return invalid(`type index ${canon.type} is not a function type`)
  const options = readOptions(canon.options, scope, context)
  if (options.async && !type.async) invalid('the `async` canonical option requires an async function type')
  if (options.callback && !options.async) invalid('canonical option `callback` requires `async`')
  if (options.postReturn !== undefined && options.async)
    invalid('canonical option `post-return` cannot be specified with `async`')

  const { params, result } = flatten(type)
  const isSpilled = params.length > MAX_FLAT
  const isResultSpilled = result.length > (options.async ? MAX_FLAT : 1)
  if (isSpilled || hasPointers(...paramTypes(type))) options.need('memory', 'realloc')
  if (isResultSpilled || hasPointers(type.result)) options.need('memory')

  const spilledResult = result.length > 1 ? pointer : result
  const results = options.async ? (options.callback ? i32 : []) : spilledResult
  expectCore(core, { params: isSpilled ? pointer : params, results }, 'the lifted core function', context)
  if (options.postReturn !== undefined)
    expectCore(options.postReturn, { params: results, results: [] }, 'canonical option `post-return`', context)
  return type
}

function lower(canon: Extract<Canon, { kind: 'lower' }>, scope: Scope, context: Context): CoreType {
  const type = lookUp(scope, 'func', canon.func)
  const options = readOptions(canon.options, scope, context)
  if (options.postReturn !== undefined) invalid('canonical option `post-return` cannot be specified for lowerings')
  if (options.callback) invalid('canonical option `callback` cannot be specified for lowerings')
  if (options.async && !type.async) invalid('the `async` canonical option requires an async function type')

  const { params, result } = flatten(type)
  const isSpilled = params.length > (options.async ? MAX_FLAT_ASYNC : MAX_FLAT)
  const isResultSpilled = result.length > (options.async ? 0 : 1)
  if (isSpilled || isResultSpilled || hasPointers(...paramTypes(type))) options.need('memory')
  if (hasPointers(type.result)) options.need('memory', 'realloc')

  const passed = isSpilled ? pointer : params
  return context.coreTypes.func(
    isResultSpilled ? [...passed, ...pointer] : passed,
    options.async ? i32 : isResultSpilled ? [] : result,
  )
}

const i32: readonly FlatType[] = ['i32']
// Memories have 32-bit addresses.
const pointer = i32

function flatten(type: FuncType): { readonly params: readonly FlatType[]; readonly result: readonly FlatType[] } {
  const params: FlatType[] = []
  for (const param of paramTypes(type)) {
    if (params.length <= MAX_FLAT) params.push(...factsOf(param).layout.flat)
  }
  return { params, result: type.result === null ? [] : factsOf(type.result).layout.flat }
}

function paramTypes({ params }: FuncType): readonly ValueType[] {
  return params.map(({ type }) => type)
}

function hasPointers(...types: readonly (ValueType | null)[]): boolean {
  return types.some(type => type !== null && factsOf(type).hasPointers)
}

function expectCore(type: CoreType, expected: Signature, what: string, { coreTypes }: Context): void {
  const wanted = coreTypes.func(expected.params, expected.results)
  if (!coreTypes.matches(type, wanted))
    invalid(
      `${what} has an incorrect signature: expected ${describeFunc(wanted, coreTypes)}, found ${describeFunc(type, coreTypes)}`,
    )
}

interface Options {
  readonly async: boolean
  readonly callback: boolean
  /** Type of the core function. */
  readonly postReturn: CoreType | undefined
  readonly kinds: ReadonlySet<CanonOption['kind']>
  /** Fails unless all of these are there. */
  need(...kinds: readonly CanonOption['kind'][]): void
}

function readOptions(list: readonly CanonOption[], scope: Scope, context: Context): Options {
  const kinds = new Set<CanonOption['kind']>()
  let encoding: string | undefined
  let postReturn: CoreType | undefined
  for (const option of list) {
    if (kinds.has(option.kind)) invalid(`canonical option \`${option.kind}\` is specified more than once`)
    kinds.add(option.kind)
    switch (option.kind) {
      case 'utf8':
      case 'utf16':
      case 'latin1+utf16':
        if (encoding !== undefined)
          invalid(`canonical encoding option \`${encoding}\` conflicts with option \`${option.kind}\``)
        encoding = option.kind
        break
      case 'memory':
        checkMemory(option.index, scope)
        break
      case 'realloc':
        expectOption(option, { params: ['i32', 'i32', 'i32', 'i32'], results: i32 }, scope, context)
        break
      case 'callback':
        expectOption(option, { params: ['i32', 'i32', 'i32'], results: i32 }, scope, context)
        break
      case 'post-return':
        postReturn = lookUp(scope, 'core func', option.index).type
    }
  }
  const need = (...needed: readonly CanonOption['kind'][]): void => {
    for (const kind of needed) if (!kinds.has(kind)) invalid(`canonical option \`${kind}\` is required, found none`)
  }
  if (kinds.has('realloc') && !kinds.has('memory'))
    invalid('canonical option `realloc` requires `memory` to also be specified')
  return { async: kinds.has('async'), callback: kinds.has('callback'), postReturn, kinds, need }
}

function expectOption(
  { kind, index }: Extract<CanonOption, { index: number }>,
  expected: Signature,
  scope: Scope,
  context: Context,
): void {
  expectCore(lookUp(scope, 'core func', index).type, expected, `canonical option \`${kind}\``, context)
}

function checkMemory(index: number, scope: Scope): void {
  const memory = lookUp(scope, 'core memory', index)
  if (memory.is64) unsupported('expected a memory of 32-bit addresses, found one of 64-bit addresses')
}

/** The type of a built-in core function. */
function builtIn(canon: BuiltIn, scope: Scope, context: Context): Signature {
  switch (canon.kind) {
    case 'resource.new':
    case 'resource.rep': {
      const { resource } = resourceType(canon.type, scope)
      if (!scope.defined.has(resource)) invalid(`type index ${canon.type} is not a local resource`)
      return { params: i32, results: i32 }
    }
    case 'resource.drop':
    case 'resource.drop-async':
      resourceType(canon.type, scope)
      return { params: i32, results: [] }
    case 'task.return':
      return taskReturn(canon, scope, context)
    case 'context.get':
    case 'context.set':
      if (canon.type !== 'i32') unsupported(`expected \`${canon.kind}\` of type i32, found another`)
      if (canon.slot > 1) invalid(`expected \`${canon.kind}\` of slot 0 or 1, found ${canon.slot}`)
      return canon.kind === 'context.get' ? { params: [], results: i32 } : { params: i32, results: [] }
    case 'stream.new':
    case 'future.new':
      transferType(canon, scope)
      return { params: [], results: ['i64'] }
    case 'stream.read':
    case 'stream.write':
    case 'future.read':
    case 'future.write':
      return copy(canon, scope, context)
    case 'stream.cancel-read':
    case 'stream.cancel-write':
    case 'future.cancel-read':
    case 'future.cancel-write':
      transferType(canon, scope)
      return { params: i32, results: i32 }
    case 'stream.drop-readable':
    case 'stream.drop-writable':
    case 'future.drop-readable':
    case 'future.drop-writable':
      transferType(canon, scope)
      return { params: i32, results: [] }
    case 'error-context.new':
      readMessageOptions(canon.options, scope, context).need('memory')
      return { params: ['i32', 'i32'], results: i32 }
    case 'error-context.debug-message':
      readMessageOptions(canon.options, scope, context).need('memory', 'realloc')
      return { params: ['i32', 'i32'], results: [] }
    case 'waitable-set.wait':
    case 'waitable-set.poll':
      checkMemory(canon.memory, scope)
      return { params: ['i32', 'i32'], results: i32 }
    case 'thread.new-indirect':
      return newThread(canon, scope, context)
    case 'thread.spawn-ref':
    case 'thread.spawn-indirect':
    case 'thread.available-parallelism':
      return unsupported(`expected a component without shared-everything threads, found \`${canon.kind}\``)
    default:
      return plainSignatures[canon.kind]
  }
}

const none: Signature = { params: [], results: [] }
const gives: Signature = { params: [], results: i32 }
const takes: Signature = { params: i32, results: [] }
const maps: Signature = { params: i32, results: i32 }

/** Built-ins whose type does not depend on what they are given. */
const plainSignatures = {
  'task.cancel': none,
  'backpressure.set': takes,
  'backpressure.inc': none,
  'backpressure.dec': none,
  'subtask.cancel': maps,
  'subtask.drop': takes,
  'error-context.drop': takes,
  'waitable-set.new': gives,
  'waitable-set.drop': takes,
  'waitable.join': { params: ['i32', 'i32'], results: [] },
  'thread.index': gives,
  'thread.resume-later': takes,
  'thread.yield': gives,
  'thread.suspend': gives,
  'thread.suspend-then-resume': maps,
  'thread.yield-then-resume': maps,
  'thread.suspend-then-promote': maps,
  'thread.yield-then-promote': maps,
} as const satisfies Readonly<Record<string, Signature>>

function taskReturn(canon: Extract<BuiltIn, { kind: 'task.return' }>, scope: Scope, context: Context): Signature {
  const options = readOptions(canon.options, scope, context)
  refuse(options, canon.kind, 'realloc', 'post-return', 'async', 'callback')
  if (canon.result === null) return none
  const type = valueType(canon.result, scope)
  const { layout, hasPointers, hasBorrow } = factsOf(type)
  if (hasBorrow) invalid('function result cannot contain a `borrow` type')
  const isSpilled = layout.flat.length > MAX_FLAT
  if (isSpilled || hasPointers) options.need('memory')
  return { params: isSpilled ? pointer : layout.flat, results: [] }
}

/** The type index of a built-in for streams must be of a stream, of one for futures of a future. */
function transferType(canon: { readonly kind: string; readonly type: number }, scope: Scope): ValueType | null {
  const type = lookUp(scope, 'type', canon.type)
  const kind = canon.kind.slice(0, canon.kind.indexOf('.'))
  if (typeof type === 'object' && (type.kind === 'stream' || type.kind === 'future') && type.kind === kind)
    return type.element
  return invalid(`\`${canon.kind}\` requires a ${kind} type, found that type index ${canon.type} is not one`)
}

function copy(
  canon: Extract<BuiltIn, { kind: 'stream.read' | 'stream.write' | 'future.read' | 'future.write' }>,
  scope: Scope,
  context: Context,
): Signature {
  const element = transferType(canon, scope)
  const options = readOptions(canon.options, scope, context)
  refuse(options, canon.kind, 'post-return', 'callback')
  const isRead = canon.kind === 'stream.read' || canon.kind === 'future.read'
  if (element !== null) options.need('memory')
  if (isRead && hasPointers(element)) options.need('realloc')
  const isStream = canon.kind === 'stream.read' || canon.kind === 'stream.write'
  return { params: isStream ? ['i32', 'i32', 'i32'] : ['i32', 'i32'], results: i32 }
}

function readMessageOptions(list: readonly CanonOption[], scope: Scope, context: Context): Options {
  const options = readOptions(list, scope, context)
  refuse(options, 'error-context', 'post-return', 'async', 'callback')
  return options
}

function refuse(options: Options, what: string, ...kinds: readonly CanonOption['kind'][]): void {
  for (const kind of kinds)
    if (options.kinds.has(kind)) invalid(`canonical option \`${kind}\` cannot be specified for \`${what}\``)
}

function newThread(
  canon: Extract<BuiltIn, { kind: 'thread.new-indirect' }>,
  scope: Scope,
  { coreTypes }: Context,
): Signature {
  const type = lookUp(scope, 'core type', canon.type)
  if (typeof type !== 'number' || !coreTypes.matches(type, coreTypes.func(i32, [])))
    invalid('`thread.new-indirect` requires a core function type of (i32) -> (), found another')
  const { element, is64 } = lookUp(scope, 'core table', canon.table)
  if (element.heap !== 'func') invalid('`thread.new-indirect` requires a table of functions, found another')
  return { params: [is64 ? 'i64' : 'i32', 'i32'], results: i32 }
}
