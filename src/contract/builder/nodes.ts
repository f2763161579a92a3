import type { Primitive } from '../../wit/world.ts'

/** A type, made of values: plain data that says in its TypeScript type what it is. Named ones are told apart by identity. */
export type TypeNode =
  | PrimitiveNode<Primitive>
  | ListNode<TypeNode, number | undefined>
  | MapNode<TypeNode, TypeNode>
  | TupleNode<readonly TypeNode[]>
  | OptionNode<TypeNode>
  | ResultNode<TypeNode | null, TypeNode | null>
  | FutureNode<TypeNode | null>
  | StreamNode<TypeNode | null>
  | BorrowNode<ResourceNode<string, ResourceSpec> | SelfNode>
  | SelfNode
  | NamedNode

/** A type with a name of its own. */
export type NamedNode =
  | AliasNode<string, TypeNode>
  | RecordNode<string, Readonly<Record<string, TypeNode>>>
  | VariantNode<string, Readonly<Record<string, TypeNode | null>>>
  | EnumNode<string, string>
  | FlagsNode<string, string>
  | ResourceNode<string, ResourceSpec>

export interface PrimitiveNode<N extends Primitive> {
  readonly kind: 'primitive'
  readonly name: N
}

export interface ListNode<E, L extends number | undefined> {
  readonly kind: 'list'
  readonly element: E
  readonly length: L
}

export interface MapNode<K, V> {
  readonly kind: 'map'
  readonly key: K
  readonly value: V
}

export interface TupleNode<L> {
  readonly kind: 'tuple'
  readonly types: L
}

export interface OptionNode<S> {
  readonly kind: 'option'
  readonly some: S
}

export interface ResultNode<T, E> {
  readonly kind: 'result'
  readonly ok: T
  readonly err: E
}

export interface FutureNode<E> {
  readonly kind: 'future'
  readonly element: E
}

export interface StreamNode<E> {
  readonly kind: 'stream'
  readonly element: E
}

export interface AliasNode<N extends string, T> {
  readonly kind: 'alias'
  readonly name: N
  readonly target: T
}

export interface RecordNode<N extends string, F> {
  readonly kind: 'record'
  readonly name: N
  readonly fields: F
}

export interface VariantNode<N extends string, C> {
  readonly kind: 'variant'
  readonly name: N
  readonly cases: C
}

export interface EnumNode<N extends string, C extends string> {
  readonly kind: 'enum'
  readonly name: N
  readonly cases: readonly C[]
}

export interface FlagsNode<N extends string, F extends string> {
  readonly kind: 'flags'
  readonly name: N
  readonly flags: readonly F[]
}

/** A handle that is lent for a call. Where the resource itself stands, the handle is handed over. */
export interface BorrowNode<R> {
  readonly kind: 'borrow'
  readonly resource: R
}

/** Within a resource: that resource. */
export interface SelfNode {
  readonly kind: 'self'
}

export interface ResourceNode<N extends string, S> {
  readonly kind: 'resource'
  readonly name: N
  readonly spec: S
}

/** What a resource can do. The parameters of `new` are its constructor's; its result, if any, a `result`. */
export interface ResourceSpec {
  readonly new?: AnyFunctionNode
  readonly methods?: Readonly<Record<string, AnyFunctionNode>>
  readonly statics?: Readonly<Record<string, AnyFunctionNode>>
}

/** A parameter: its type, or its name and type. */
export type Parameter = TypeNode | readonly [name: string, type: TypeNode]

export interface FunctionNode<P, R, A extends boolean> {
  readonly kind: 'function'
  readonly params: P
  readonly result: R
  readonly async: A
}

export type AnyFunctionNode = FunctionNode<readonly Parameter[], TypeNode | null, boolean>

/** The functions of an interface by name, and the types that it defines, by whatever key. */
export type Members = Readonly<Record<string, AnyFunctionNode | NamedNode>>

/** `interface`: named by the key under which it stands. `inline`: a part of its world alone. */
export interface InterfaceNode<K extends 'interface' | 'inline', M> {
  readonly kind: K
  readonly members: M
}

export type AnyInterfaceNode = InterfaceNode<'interface' | 'inline', Members>

/** Imports or exports by name; interfaces of other packages by their full id. */
export type Items = Readonly<Record<string, AnyFunctionNode | AnyInterfaceNode>>

export interface WorldSpec {
  readonly imports?: Items
  readonly exports?: Items
  /** The types that the world itself defines, as far as its functions do not show the order. */
  readonly types?: readonly NamedNode[]
}
