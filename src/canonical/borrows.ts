import type { HandleTable } from '../memory/handles.ts'
import type { Func, Type, TypeDef, TypeRef } from '../wit/world.ts'
import { bracket, type CoreFunction } from './invoke.ts'

/** Whether a function borrows resources for the length of its calls. Only parameters can. */
export function borrowsResources(types: readonly TypeDef[], { params }: Func): boolean {
  const seen = new Set<number>()

  function borrows(ref: TypeRef | null): boolean {
    if (typeof ref !== 'number' || seen.has(ref)) return false
    seen.add(ref)
    const type = types[ref]?.type
    return type?.kind === 'borrow' || (type !== undefined && partsOf(type).some(borrows))
  }

  return params.some(({ type }) => borrows(type))
}

function partsOf(type: Type): readonly (TypeRef | null)[] {
  switch (type.kind) {
    case 'record':
      return type.fields.map(field => field.type)
    case 'variant':
      return type.cases.map(one => one.type)
    case 'tuple':
      return type.types
    case 'list':
      return [type.element]
    case 'map':
      return [type.value]
    case 'option':
      return [type.some]
    case 'result':
      return [type.ok, type.err]
    case 'alias':
      return [type.target]
    default:
      return []
  }
}

/** The function, with each call of it a scope of what it borrows. */
export function scoped(call: CoreFunction, arity: number, handles: HandleTable): CoreFunction {
  return bracket(
    call,
    arity,
    () => handles.enter(),
    () => handles.leave(),
  )
}
