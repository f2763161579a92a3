import type { Scope } from './scope.ts'
import { readValType, type ValType } from './val-types.ts'

/** The name of an import or export with what is said about it; only the name takes part in linking. */
export interface ExternName {
  readonly name: string
  readonly attributes: readonly Attribute[]
}

export interface Attribute {
  /** The interface it implements, the rest of a version, an identifier of the host's world. */
  readonly kind: 'implements' | 'version-suffix' | 'external-id'
  readonly value: string
}

/** What an import or export is: its sort, and its type by index. */
export type ExternDescription =
  /** The type is one of the core type index space. */
  | { readonly kind: 'core module'; readonly type: number }
  | { readonly kind: 'func' | 'component' | 'instance'; readonly type: number }
  /** Exactly the type of the type index space, or `null` for any resource. */
  | { readonly kind: 'type'; readonly equals: number | null }
  /** Exactly a value of the value index space, or any of a type: gated value imports. */
  | { readonly kind: 'value'; readonly equals: number }
  | { readonly kind: 'value'; readonly type: ValType }

const attributeKinds: ReadonlyMap<number, Attribute['kind']> = new Map([
  [0x00, 'implements'],
  [0x01, 'version-suffix'],
  [0x02, 'external-id'],
])

const externKinds: ReadonlyMap<number, ExternDescription['kind']> = new Map([
  [0x00, 'core module'],
  [0x01, 'func'],
  [0x02, 'value'],
  [0x03, 'type'],
  [0x04, 'component'],
  [0x05, 'instance'],
])

// Whether attributes follow; 0x00 and 0x01 mean the same.
const nameForms: ReadonlyMap<number, boolean> = new Map([
  [0x00, false],
  [0x01, false],
  [0x02, true],
])

export function readExternName(scope: Scope): ExternName {
  const hasAttributes = scope.choice('the form of a name', nameForms)
  const name = scope.reader.name()
  if (!hasAttributes) return { name, attributes: [] }
  return {
    name,
    attributes: scope.vector('attributes', () => ({
      kind: scope.choice('an attribute of a name', attributeKinds),
      value: scope.reader.name(),
    })),
  }
}

export function readExternDescription(scope: Scope): ExternDescription {
  const { reader } = scope
  const kind = scope.choice('the kind of an import or export', externKinds)
  switch (kind) {
    case 'core module':
      scope.expect(0x11, 'a core module')
      return { kind, type: reader.u32() }
    case 'type':
      return { kind, equals: scope.flag('the bound of a type') ? null : reader.u32() }
    case 'value':
      return scope.flag('the bound of a value') ? { kind, type: readValType(scope) } : { kind, equals: reader.u32() }
    default:
      return { kind, type: reader.u32() }
  }
}
