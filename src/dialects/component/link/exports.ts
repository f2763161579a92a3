import type { Draft } from './draft.ts'
import type { LinkedInstance } from './environment.ts'
import type { ProgramExport } from './program.ts'

/** The functions and resources that the root component exports, those of its instances too. */
export function listExports(items: LinkedInstance, draft: Draft, path: readonly string[] = []): ProgramExport[] {
  draft.visit(items.size)
  return Array.from(items).flatMap(([name, item]): ProgramExport[] => {
    const here = [...path, name]
    if (item.sort === 'func') return [{ path: here, kind: 'func', func: item.item }]
    if (item.sort === 'instance') return listExports(item.item, draft, here)
    if (item.sort === 'type' && item.item.kind === 'resource')
      return [{ path: here, kind: 'resource', resource: item.item.resource }]
    return []
  })
}
