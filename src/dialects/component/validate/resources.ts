import type { Effort } from './fail.ts'
import { type Extern, type FuncType, partsOf, type Resource, type Type, type ValueType } from './types.ts'

/** Whether a type speaks of resources that it does not introduce itself. */
export function hasFreeResource(type: Type, effort: Effort): boolean {
  const met = new Set<Resource>()
  const introduced = new Set<Resource>()
  const seen = new Set<Type>()

  function visit(type: Type): void {
    if (typeof type === 'string' || seen.has(type)) return
    effort.spend()
    seen.add(type)
    switch (type.kind) {
      case 'resource':
        met.add(type.resource)
        break
      case 'func':
        visitFunc(type)
        break
      case 'instance':
        for (const resource of type.fresh) introduced.add(resource)
        visitAll(type.exports)
        break
      case 'component':
        for (const resource of type.imported) introduced.add(resource)
        for (const resource of type.fresh) introduced.add(resource)
        visitAll(type.imports)
        visitAll(type.exports)
        break
      case 'own':
      case 'borrow':
        visit(type.resource)
        break
      default:
        for (const part of partsOf(type)) visit(part)
    }
  }

  function visitFunc({ params, result }: FuncType): void {
    const types: (ValueType | null)[] = params.map(({ type }) => type)
    for (const part of [...types, result]) if (part !== null) visit(part)
  }

  function visitAll(items: ReadonlyMap<string, Extern>): void {
    for (const { sort, type } of items.values()) {
      effort.spend()
      if (sort !== 'core module') visit(type)
    }
  }

  visit(type)
  return Array.from(met).some(resource => !introduced.has(resource))
}
