import type { ValueType } from '../module.ts'
import { readValueType } from '../types.ts'
import type { Scope } from './scope.ts'
import { readResult } from './types.ts'
import type { ValType } from './val-types.ts'

/** A canonical definition: what is between core functions and component functions, and the built-ins. */
export type Canon =
  /** A component function, of the type at `type`, made of a core function. */
  | { readonly kind: 'lift'; readonly func: number; readonly options: readonly CanonOption[]; readonly type: number }
  /** A core function made of a component function. */
  | { readonly kind: 'lower'; readonly func: number; readonly options: readonly CanonOption[] }
  | BuiltIn

/** A core function that the component model provides; `kind` is its name in the explainer. */
export type BuiltIn =
  | { readonly kind: PlainBuiltIn }
  | { readonly kind: TypedBuiltIn; readonly type: number }
  | { readonly kind: CopyBuiltIn; readonly type: number; readonly options: readonly CanonOption[] }
  | { readonly kind: CancelBuiltIn; readonly type: number; readonly async: boolean }
  | { readonly kind: MessageBuiltIn; readonly options: readonly CanonOption[] }
  | { readonly kind: WaitBuiltIn; readonly cancellable: boolean; readonly memory: number }
  | { readonly kind: SwitchBuiltIn; readonly cancellable: boolean }
  | { readonly kind: 'task.return'; readonly result: ValType | null; readonly options: readonly CanonOption[] }
  | { readonly kind: 'context.get' | 'context.set'; readonly type: ValueType; readonly slot: number }
  | { readonly kind: 'subtask.cancel'; readonly async: boolean }
  | { readonly kind: 'thread.new-indirect'; readonly type: number; readonly table: number }
  | { readonly kind: 'thread.spawn-ref'; readonly shared: boolean; readonly type: number }
  | { readonly kind: 'thread.spawn-indirect'; readonly shared: boolean; readonly type: number; readonly table: number }
  | { readonly kind: 'thread.available-parallelism'; readonly shared: boolean }

export type CanonOption =
  | { readonly kind: 'utf8' | 'utf16' | 'latin1+utf16' | 'async' }
  | { readonly kind: 'memory' | 'realloc' | 'post-return' | 'callback'; readonly index: number }

const plain = [
  [0x05, 'task.cancel'],
  // Of older producers, in place of `inc` and `dec`.
  [0x08, 'backpressure.set'],
  [0x0d, 'subtask.drop'],
  [0x1e, 'error-context.drop'],
  [0x1f, 'waitable-set.new'],
  [0x22, 'waitable-set.drop'],
  [0x23, 'waitable.join'],
  [0x24, 'backpressure.inc'],
  [0x25, 'backpressure.dec'],
  [0x26, 'thread.index'],
  [0x28, 'thread.resume-later'],
] as const
type PlainBuiltIn = (typeof plain)[number][1]

/** With the index of a resource, stream or future type. */
const typed = [
  [0x02, 'resource.new'],
  [0x03, 'resource.drop'],
  [0x04, 'resource.rep'],
  // Of older producers.
  [0x07, 'resource.drop-async'],
  [0x0e, 'stream.new'],
  [0x13, 'stream.drop-readable'],
  [0x14, 'stream.drop-writable'],
  [0x15, 'future.new'],
  [0x1a, 'future.drop-readable'],
  [0x1b, 'future.drop-writable'],
] as const
type TypedBuiltIn = (typeof typed)[number][1]

const copies = [
  [0x0f, 'stream.read'],
  [0x10, 'stream.write'],
  [0x16, 'future.read'],
  [0x17, 'future.write'],
] as const
type CopyBuiltIn = (typeof copies)[number][1]

const cancels = [
  [0x11, 'stream.cancel-read'],
  [0x12, 'stream.cancel-write'],
  [0x18, 'future.cancel-read'],
  [0x19, 'future.cancel-write'],
] as const
type CancelBuiltIn = (typeof cancels)[number][1]

const messages = [
  [0x1c, 'error-context.new'],
  [0x1d, 'error-context.debug-message'],
] as const
type MessageBuiltIn = (typeof messages)[number][1]

const waits = [
  [0x20, 'waitable-set.wait'],
  [0x21, 'waitable-set.poll'],
] as const
type WaitBuiltIn = (typeof waits)[number][1]

const switches = [
  [0x0c, 'thread.yield'],
  [0x29, 'thread.suspend'],
  [0x2a, 'thread.suspend-then-resume'],
  [0x2b, 'thread.yield-then-resume'],
  [0x2c, 'thread.suspend-then-promote'],
  [0x2d, 'thread.yield-then-promote'],
] as const
type SwitchBuiltIn = (typeof switches)[number][1]

const funcSort = 0x00

/** What stands behind each opcode. */
const readers: ReadonlyMap<number, (scope: Scope) => Canon> = new Map([
  [
    0x00,
    scope => {
      scope.expect(funcSort, 'a core function to lift')
      return { kind: 'lift', func: scope.reader.u32(), options: readOptions(scope), type: scope.reader.u32() }
    },
  ],
  [
    0x01,
    scope => {
      scope.expect(funcSort, 'a function to lower')
      return { kind: 'lower', func: scope.reader.u32(), options: readOptions(scope) }
    },
  ],
  ...family(plain, kind => ({ kind })),
  ...family(typed, (kind, { reader }) => ({ kind, type: reader.u32() })),
  ...family(copies, (kind, scope) => ({ kind, type: scope.reader.u32(), options: readOptions(scope) })),
  ...family(cancels, (kind, scope) => ({ kind, type: scope.reader.u32(), async: scope.flag('async') })),
  ...family(messages, (kind, scope) => ({ kind, options: readOptions(scope) })),
  ...family(waits, (kind, scope) => ({ kind, cancellable: scope.flag('cancellable'), memory: scope.reader.u32() })),
  ...family(switches, (kind, scope) => ({ kind, cancellable: scope.flag('cancellable') })),
  [0x06, scope => ({ kind: 'subtask.cancel', async: scope.flag('async') })],
  [0x09, scope => ({ kind: 'task.return', result: readResult(scope), options: readOptions(scope) })],
  [0x0a, ({ reader }) => ({ kind: 'context.get', type: readValueType(reader), slot: reader.u32() })],
  [0x0b, ({ reader }) => ({ kind: 'context.set', type: readValueType(reader), slot: reader.u32() })],
  [0x27, ({ reader }) => ({ kind: 'thread.new-indirect', type: reader.u32(), table: reader.u32() })],
  [0x40, scope => ({ kind: 'thread.spawn-ref', shared: scope.flag('shared'), type: scope.reader.u32() })],
  [
    0x41,
    scope => ({
      kind: 'thread.spawn-indirect',
      shared: scope.flag('shared'),
      type: scope.reader.u32(),
      table: scope.reader.u32(),
    }),
  ],
  [0x42, scope => ({ kind: 'thread.available-parallelism', shared: scope.flag('shared') })],
] satisfies [number, (scope: Scope) => Canon][])

/** Built-ins with the same immediates. */
function family<K>(
  names: readonly (readonly [number, K])[],
  read: (kind: K, scope: Scope) => Canon,
): [number, (scope: Scope) => Canon][] {
  return names.map(([opcode, kind]) => [opcode, scope => read(kind, scope)])
}

export function readCanon(scope: Scope): Canon {
  return scope.choice('a canonical definition', readers)(scope)
}

const options: ReadonlyMap<number, CanonOption['kind']> = new Map([
  [0x00, 'utf8'],
  [0x01, 'utf16'],
  [0x02, 'latin1+utf16'],
  [0x03, 'memory'],
  [0x04, 'realloc'],
  [0x05, 'post-return'],
  [0x06, 'async'],
  [0x07, 'callback'],
])

function readOptions(scope: Scope): CanonOption[] {
  return scope.vector('options', (): CanonOption => {
    const kind = scope.choice('a canonical option', options)
    switch (kind) {
      case 'memory':
      case 'realloc':
      case 'post-return':
      case 'callback':
        return { kind, index: scope.reader.u32() }
      default:
        return { kind }
    }
  })
}
