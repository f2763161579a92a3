/**
 * The World: what a contract or a binary says about imports, exports and types, as plain data.
 *
 * It is made of strings, numbers and arrays only, so that it can be printed, compared, and sent to a thread.
 * Types are entries of one table and refer to each other by index. Every front end makes this same form:
 * the WIT text, the builder, a component's type sections, a `component-type` custom section.
 *
 * Names keep their WIT spelling (kebab-case) everywhere in here.
 */
export interface World {
  /** Name of the world; `null` for the interface of a component that carries none. */
  readonly name: string | null
  /** Id of its package, `ns:name` or `ns:name@1.2.3`; `null` where there is none. */
  readonly package: string | null
  readonly docs?: string
  readonly stability?: Stability
  /** Each entry refers to entries before it only: a loop over the table needs no recursion. */
  readonly types: readonly TypeDef[]
  readonly interfaces: readonly Interface[]
  /** Interfaces, each after those it uses; types, used ones first; functions, those of resources last. Else in source order. */
  readonly imports: readonly WorldItem[]
  /** Functions, then interfaces, each after those it uses. Else in source order. */
  readonly exports: readonly WorldItem[]
}

/** One import or export of a world. */
export type WorldItem =
  | { readonly kind: 'function'; readonly name: string; readonly function: Func }
  | {
      readonly kind: 'interface'
      /**
       * The full id `ns:pkg/iface@1.2.3`; the plain name of an inline interface, or the name that the world gives to
       * an interface which has an id (`import primary: cache`).
       */
      readonly name: string
      /** Index into `World.interfaces`. */
      readonly interface: number
      /** It is here only because another item uses its types; nobody has to give its functions. */
      readonly typesOnly?: boolean
      readonly stability?: Stability
      readonly docs?: string
      /** What `@external-id` says. */
      readonly externalId?: string
    }
  | {
      readonly kind: 'type'
      readonly name: string
      /** Index into `World.types`. */
      readonly type: number
    }

export interface Interface {
  /** Its name within its package; `null` for an inline interface. */
  readonly name: string | null
  /** Id of its package. */
  readonly package: string | null
  readonly docs?: string
  readonly stability?: Stability
  /** Names of the types that stand in it, by index into `World.types`: used ones first, else in source order. */
  readonly types: readonly { readonly name: string; readonly type: number }[]
  /** Functions of its resources in the order of the resources, then all others in source order. */
  readonly functions: readonly Func[]
}

export interface Func {
  /** `greet`, `[method]blob.read`, `[static]blob.open`, `[constructor]blob`. */
  readonly name: string
  readonly kind: 'freestanding' | 'method' | 'static' | 'constructor'
  /** Of a resource's function: index into `World.types`. */
  readonly resource?: number
  readonly async: boolean
  /** A method's first parameter is `self`. */
  readonly params: readonly { readonly name: string; readonly type: TypeRef }[]
  readonly result: TypeRef | null
  readonly docs?: string
  readonly stability?: Stability
  readonly externalId?: string
}

/** A primitive by its WIT name, else an index into `World.types`. */
export type TypeRef = Primitive | number

export type Primitive =
  | 'bool'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 's8'
  | 's16'
  | 's32'
  | 's64'
  | 'f32'
  | 'f64'
  | 'char'
  | 'string'
  | 'error-context'

/** One entry of the type table: a named definition, or an anonymous type that is used somewhere. */
export interface TypeDef {
  readonly name: string | null
  /** Where a named type stands: an interface (index), or the world itself. Anonymous types: `null`. */
  readonly owner: { readonly interface: number } | 'world' | null
  readonly type: Type
  readonly docs?: string
  readonly stability?: Stability
  readonly externalId?: string
}

export type Type =
  | { readonly kind: 'record'; readonly fields: readonly Field[] }
  | { readonly kind: 'variant'; readonly cases: readonly Case[] }
  | { readonly kind: 'enum'; readonly cases: readonly Label[] }
  | { readonly kind: 'flags'; readonly flags: readonly Label[] }
  | { readonly kind: 'tuple'; readonly types: readonly TypeRef[] }
  /** `length` only for a list of fixed length. */
  | { readonly kind: 'list'; readonly element: TypeRef; readonly length?: number }
  | { readonly kind: 'map'; readonly key: TypeRef; readonly value: TypeRef }
  | { readonly kind: 'option'; readonly some: TypeRef }
  | { readonly kind: 'result'; readonly ok: TypeRef | null; readonly err: TypeRef | null }
  /** `type a = b`, and what `use` brings in. */
  | { readonly kind: 'alias'; readonly target: TypeRef }
  | { readonly kind: 'resource' }
  /** Handles name the resource or an alias of it, as the scope where they stand knows it. */
  | { readonly kind: 'own'; readonly resource: number }
  | { readonly kind: 'borrow'; readonly resource: number }
  | { readonly kind: 'future'; readonly element: TypeRef | null }
  | { readonly kind: 'stream'; readonly element: TypeRef | null }

export interface Label {
  readonly name: string
  readonly docs?: string
}

export interface Field extends Label {
  readonly type: TypeRef
}

export interface Case extends Label {
  readonly type: TypeRef | null
}

/** What the gates say: `@since`, `@unstable`, `@deprecated`. */
export interface Stability {
  readonly since?: string
  readonly unstable?: string
  readonly deprecated?: string
}

/**
 * The type behind a reference with all aliases taken off: a primitive's name, or a definition that is no alias.
 * The table must be one that a front end of ours made: it holds no cycles.
 */
export function resolveType(types: readonly TypeDef[], ref: TypeRef): Primitive | Exclude<Type, { kind: 'alias' }> {
  let at: TypeRef = ref
  for (;;) {
    if (typeof at === 'string') return at
    const type: Type | undefined = types[at]?.type
    if (type === undefined) throw new RangeError(`the type table has no entry ${at}`)
    if (type.kind !== 'alias') return type
    at = type.target
  }
}
