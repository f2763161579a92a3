import type { Primitive } from '../world.ts'

/**
 * The syntax tree of one WIT text: what stands where, before any name is looked up.
 * `at` is an offset into the text, in UTF-16 code units.
 */
export interface FileNode {
  readonly package: PackageNode | null
  readonly items: readonly (InterfaceNode | WorldNode | ToplevelUseNode)[]
  readonly nested: readonly NestedPackageNode[]
}

export interface Id {
  readonly name: string
  readonly at: number
}

export interface PackageNode {
  readonly id: PackageId
  readonly docs: string | undefined
  /** Where the documentation begins. */
  readonly docsAt: number
}

export interface PackageId {
  readonly at: number
  /** `ns:name`, or `ns:name@1.2.3`. */
  readonly id: string
  readonly version: string | null
}

export interface NestedPackageNode {
  readonly package: PackageNode
  readonly items: FileNode['items']
  /** None may stand here; they are kept to say so. */
  readonly nested: readonly NestedPackageNode[]
}

/** The part that many items share. */
export interface Described {
  readonly docs: string | undefined
  readonly gate: Gate
}

export interface Gate {
  /** Of the `since`, where there is one; else of the first attribute. */
  readonly at: number
  readonly since?: string
  readonly unstable?: string
  readonly deprecated?: string
  readonly externalId?: string
}

export interface UsePath {
  /** `null` for a name of this package or file. */
  readonly package: PackageId | null
  readonly name: Id
}

export interface ToplevelUseNode {
  readonly kind: 'toplevel-use'
  readonly path: UsePath
  readonly as: Id
}

export interface InterfaceNode extends Described {
  readonly kind: 'interface'
  readonly name: Id
  readonly items: readonly InterfaceItemNode[]
}
export type InterfaceItemNode = UseNode | TypeItemNode | FuncItemNode

export interface WorldNode extends Described {
  readonly kind: 'world'
  readonly name: Id
  readonly items: readonly WorldItemNode[]
}
export type WorldItemNode = UseNode | TypeItemNode | IncludeNode | ExternNode

export interface UseNode {
  readonly kind: 'use'
  readonly gate: Gate
  readonly path: UsePath
  /** `as` is the name itself where none is given. */
  readonly names: readonly { readonly name: Id; readonly as: Id }[]
}

export interface IncludeNode {
  readonly kind: 'include'
  readonly gate: Gate
  readonly path: UsePath
  readonly renames: readonly { readonly name: Id; readonly as: Id }[]
}

export interface ExternNode extends Described {
  readonly kind: 'import' | 'export'
  readonly extern:
    | { readonly kind: 'function'; readonly name: Id; readonly func: FuncNode }
    | { readonly kind: 'inline'; readonly name: Id; readonly items: readonly InterfaceItemNode[] }
    | { readonly kind: 'path'; readonly path: UsePath }
    /** `import a: some-interface`: the interface under another name. */
    | { readonly kind: 'named'; readonly name: Id; readonly path: UsePath }
}

export interface TypeItemNode extends Described {
  readonly kind: 'type'
  readonly name: Id
  readonly definition: DefinitionNode
}
export type DefinitionNode =
  | { readonly kind: 'alias'; readonly type: TypeNode }
  | { readonly kind: 'record'; readonly fields: readonly FieldNode[] }
  | { readonly kind: 'variant'; readonly cases: readonly CaseNode[] }
  | { readonly kind: 'enum' | 'flags'; readonly labels: readonly LabelNode[] }
  | { readonly kind: 'resource'; readonly functions: readonly ResourceFuncNode[] }

export interface LabelNode {
  readonly name: Id
  readonly docs: string | undefined
}
export interface FieldNode extends LabelNode {
  readonly type: TypeNode
}
export interface CaseNode extends LabelNode {
  readonly type: TypeNode | null
}

export interface FuncItemNode extends Described {
  readonly kind: 'function'
  readonly name: Id
  readonly func: FuncNode
}
export interface ResourceFuncNode extends FuncItemNode {
  readonly role: 'method' | 'static' | 'constructor'
}
export interface FuncNode {
  readonly async: boolean
  readonly params: readonly { readonly name: Id; readonly type: TypeNode }[]
  readonly result: TypeNode | null
}

export type TypeNode = { readonly at: number } & (
  | { readonly kind: 'primitive'; readonly name: Primitive }
  | { readonly kind: 'name'; readonly id: Id }
  | { readonly kind: 'own' | 'borrow'; readonly id: Id }
  | { readonly kind: 'option'; readonly some: TypeNode }
  | { readonly kind: 'list'; readonly element: TypeNode; readonly length: number | null }
  | { readonly kind: 'map'; readonly key: TypeNode; readonly value: TypeNode }
  | { readonly kind: 'tuple'; readonly types: readonly TypeNode[] }
  | { readonly kind: 'result'; readonly ok: TypeNode | null; readonly err: TypeNode | null }
  | { readonly kind: 'future' | 'stream'; readonly element: TypeNode | null }
)

/** The names that a type refers to, in order. */
export function namesIn(type: TypeNode): readonly Id[] {
  switch (type.kind) {
    case 'primitive':
      return []
    case 'name':
    case 'own':
    case 'borrow':
      return [type.id]
    default:
      return partsOf(type).flatMap(part => (part === null ? [] : namesIn(part)))
  }
}

function partsOf(type: Exclude<TypeNode, { id: Id } | { name: Primitive }>): readonly (TypeNode | null)[] {
  switch (type.kind) {
    case 'option':
      return [type.some]
    case 'tuple':
      return type.types
    case 'map':
      return [type.key, type.value]
    case 'result':
      return [type.ok, type.err]
    default:
      return [type.element]
  }
}
