import type { Scope } from './scope.ts'

/** What a core index space holds. */
export type CoreSort = 'func' | 'table' | 'memory' | 'global' | 'tag' | 'type' | 'module' | 'instance'
/** What an index space holds; those of core WebAssembly with the prefix `core`. */
export type Sort = `core ${CoreSort}` | 'func' | 'value' | 'type' | 'component' | 'instance'

const coreSorts: ReadonlyMap<number, CoreSort> = new Map([
  [0x00, 'func'],
  [0x01, 'table'],
  [0x02, 'memory'],
  [0x03, 'global'],
  [0x04, 'tag'],
  [0x10, 'type'],
  [0x11, 'module'],
  [0x12, 'instance'],
])

const sorts: ReadonlyMap<number, Sort> = new Map([
  [0x01, 'func'],
  [0x02, 'value'],
  [0x03, 'type'],
  [0x04, 'component'],
  [0x05, 'instance'],
])

export function readCoreSort(scope: Scope): CoreSort {
  return scope.choice('a core sort', coreSorts)
}

export function readSort(scope: Scope): Sort {
  if (scope.reader.peek() !== 0x00) return scope.choice('a sort', sorts)
  scope.reader.u8()
  return `core ${readCoreSort(scope)}`
}

/** Index spaces with nothing in them yet, one a sort. */
export function emptySpaces(): Record<Sort, never[]> {
  return {
    'core func': [],
    'core table': [],
    'core memory': [],
    'core global': [],
    'core tag': [],
    'core type': [],
    'core module': [],
    'core instance': [],
    func: [],
    value: [],
    type: [],
    component: [],
    instance: [],
  }
}
