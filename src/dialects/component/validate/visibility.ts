import { type Extern, type FuncType, type InstanceType, partsOf, sizeOf, type Type, type ValueType } from './types.ts'

/**
 * External visibility: resources, records, variants, enums and flags that an import or export uses must have been
 * imported or exported before, so that whoever is outside has a name for them.
 */
export interface Visibility {
  /** Whether all that the item uses is visible; if so, the types that it brings are from now on. */
  admit(kind: 'import' | 'export', item: Extern): boolean
}

/** `isDeferred`: everything is admitted, and looked at later. `visit` is called for each type looked at. */
export function createVisibility(isDeferred: boolean, visit: (parts?: number) => void): Visibility {
  const imported = new Set<Type>()
  // Exports may use what is imported, not the other way round.
  const exported = new Set<Type>()

  function admit(kind: 'import' | 'export', item: Extern): boolean {
    if (isDeferred) return true
    const visible = kind === 'import' ? imported : exported
    switch (item.sort) {
      case 'type':
        if (!isNamed(item.type, visible)) return false
        exported.add(item.type)
        if (kind === 'import') imported.add(item.type)
        return true
      case 'instance':
        return Array.from(item.type.exports.values()).every(inner => {
          visit()
          return admit(kind, inner)
        })
      case 'func':
        return isFuncVisible(item.type, visible)
      // They were checked when they were made, and refer to nothing around them by name.
      case 'component':
      case 'core module':
        return true
    }
  }

  /** Whether the parts of a type that is being given a name are visible. */
  function isNamed(type: Type, visible: ReadonlySet<Type>): boolean {
    if (typeof type === 'string') return true
    switch (type.kind) {
      case 'resource':
      case 'component':
        return true
      case 'func':
        return isFuncVisible(type, visible)
      case 'instance':
        return isInstanceVisible(type, visible)
      case 'own':
      case 'borrow':
        return visible.has(type.resource)
      default:
        return areVisible(partsOf(type), visible)
    }
  }

  function isFuncVisible({ params, result }: FuncType, visible: ReadonlySet<Type>): boolean {
    const types = params.map(({ type }) => type)
    return areVisible(result === null ? types : [...types, result], visible)
  }

  function isInstanceVisible({ exports }: InstanceType, visible: ReadonlySet<Type>): boolean {
    return Array.from(exports.values()).every(item => {
      visit()
      if (item.sort === 'func') return isFuncVisible(item.type, visible)
      if (item.sort === 'type') return isNamed(item.type, visible)
      return item.sort !== 'instance' || isInstanceVisible(item.type, visible)
    })
  }

  function areVisible(types: readonly ValueType[], visible: ReadonlySet<Type>): boolean {
    visit(types.length)
    const seen = new Set<Type>()
    const isVisible = (type: ValueType): boolean => {
      if (typeof type === 'string' || seen.has(type)) return true
      visit(sizeOf(type))
      seen.add(type)
      switch (type.kind) {
        case 'record':
        case 'variant':
        case 'enum':
        case 'flags':
          return visible.has(type)
        case 'own':
        case 'borrow':
          return visible.has(type.resource)
        default:
          return partsOf(type).every(isVisible)
      }
    }
    return types.every(isVisible)
  }

  return { admit }
}
