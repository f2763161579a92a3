import type { Primitive } from '../../wit/world.ts'
import type {
  AliasNode,
  BorrowNode,
  EnumNode,
  FlagsNode,
  FunctionNode,
  FutureNode,
  InterfaceNode,
  ListNode,
  MapNode,
  Members,
  OptionNode,
  Parameter,
  PrimitiveNode,
  RecordNode,
  ResourceNode,
  ResourceSpec,
  ResultNode,
  SelfNode,
  StreamNode,
  TupleNode,
  TypeNode,
  VariantNode,
} from './nodes.ts'

type PrimitiveNodes = { readonly [N in Primitive as N extends 'error-context' ? 'errorContext' : N]: PrimitiveNode<N> }

/**
 * Makes types, functions and interfaces out of values. What may be left out is not inferred from the place for which
 * it is made, so that its default holds.
 */
export interface Builder extends PrimitiveNodes {
  /** Of any length, or of this one. */
  list<const E extends TypeNode, const L extends number | undefined = undefined>(
    element: E,
    length?: L,
  ): ListNode<E, NoInfer<L>>
  map<const K extends TypeNode, const V extends TypeNode>(key: K, value: V): MapNode<K, V>
  tuple<const L extends readonly TypeNode[]>(...types: L): TupleNode<L>
  option<const S extends TypeNode>(some: S): OptionNode<S>
  /** `null` where a side has no value. */
  result<const T extends TypeNode | null = null, const E extends TypeNode | null = null>(
    ok?: T,
    err?: E,
  ): ResultNode<NoInfer<T>, NoInfer<E>>
  future<const E extends TypeNode | null = null>(element?: E): FutureNode<NoInfer<E>>
  stream<const E extends TypeNode | null = null>(element?: E): StreamNode<NoInfer<E>>
  /** `type name = target`. */
  alias<const N extends string, const T extends TypeNode>(name: N, target: T): AliasNode<N, T>
  /** Fields by name, in camelCase or as WIT spells them. */
  record<const N extends string, const F extends Readonly<Record<string, TypeNode>>>(
    name: N,
    fields: F,
  ): RecordNode<N, F>
  /** Cases as WIT spells them, each with its type, or `null` where it has none. */
  variant<const N extends string, const C extends Readonly<Record<string, TypeNode | null>>>(
    name: N,
    cases: C,
  ): VariantNode<N, C>
  /** Cases as WIT spells them. */
  enum<const N extends string, const C extends string>(name: N, cases: readonly C[]): EnumNode<N, C>
  flags<const N extends string, const F extends string>(name: N, flags: readonly F[]): FlagsNode<N, F>
  /** A resource; it must be listed in the interface that defines it. */
  resource<const N extends string, const S extends ResourceSpec = object>(
    name: N,
    spec?: S,
  ): ResourceNode<N, NoInfer<S>>
  /** A handle that is only lent. */
  borrow<const R extends ResourceNode<string, ResourceSpec> | SelfNode>(resource: R): BorrowNode<R>
  /** The resource that is being defined. */
  readonly self: SelfNode
  /** Parameters as types, or as pairs of a name and a type. */
  func<const P extends readonly Parameter[] = readonly [], const R extends TypeNode | null = null>(
    params?: P,
    result?: R,
  ): FunctionNode<NoInfer<P>, NoInfer<R>, false>
  asyncFunc<const P extends readonly Parameter[] = readonly [], const R extends TypeNode | null = null>(
    params?: P,
    result?: R,
  ): FunctionNode<NoInfer<P>, NoInfer<R>, true>
  /** An interface that is named by the key under which it stands, with the types that it defines. */
  interface<const M extends Members>(members: M): InterfaceNode<'interface', M>
  /** An interface that is a part of its world alone. */
  inline<const M extends Members>(members: M): InterfaceNode<'inline', M>
}

const primitive = <N extends Primitive>(name: N): PrimitiveNode<N> => ({ kind: 'primitive', name })

export const t: Builder = {
  bool: primitive('bool'),
  u8: primitive('u8'),
  u16: primitive('u16'),
  u32: primitive('u32'),
  u64: primitive('u64'),
  s8: primitive('s8'),
  s16: primitive('s16'),
  s32: primitive('s32'),
  s64: primitive('s64'),
  f32: primitive('f32'),
  f64: primitive('f64'),
  char: primitive('char'),
  string: primitive('string'),
  errorContext: primitive('error-context'),
  self: { kind: 'self' },
  list: (element, length) => ({ kind: 'list', element, length: length as NonNullable<typeof length> }),
  map: (key, value) => ({ kind: 'map', key, value }),
  tuple: (...types) => ({ kind: 'tuple', types }),
  option: some => ({ kind: 'option', some }),
  result: (ok, err) => ({ kind: 'result', ok: orNull(ok), err: orNull(err) }),
  future: element => ({ kind: 'future', element: orNull(element) }),
  stream: element => ({ kind: 'stream', element: orNull(element) }),
  alias: (name, target) => ({ kind: 'alias', name, target }),
  record: (name, fields) => ({ kind: 'record', name, fields }),
  variant: (name, cases) => ({ kind: 'variant', name, cases }),
  enum: (name, cases) => ({ kind: 'enum', name, cases }),
  flags: (name, flags) => ({ kind: 'flags', name, flags }),
  resource: (name, spec) => ({ kind: 'resource', name, spec: spec ?? ({} as never) }),
  borrow: resource => ({ kind: 'borrow', resource }),
  func: (params, result) => ({
    kind: 'function',
    params: params ?? ([] as never),
    result: orNull(result),
    async: false,
  }),
  asyncFunc: (params, result) => ({
    kind: 'function',
    params: params ?? ([] as never),
    result: orNull(result),
    async: true,
  }),
  interface: members => ({ kind: 'interface', members }),
  inline: members => ({ kind: 'inline', members }),
}

/** A type parameter that nothing was given for is `null`, by its default. */
function orNull<T extends TypeNode | null>(given: T | undefined): T {
  return given ?? (null as T)
}
