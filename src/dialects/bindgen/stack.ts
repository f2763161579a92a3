import { stackPointerExport } from '../../guard/stack-pointer.ts'
import type { CoreFunction } from '../dialect.ts'
import type { Helpers } from './facts.ts'

/** The guest's shadow stack, where something in the module gives a hold on it. Addresses in bytes. */
export interface Stack {
  get(): number
  set(address: number): void
}

export function findStack(exports: WebAssembly.Exports, helpers: Helpers): Stack | undefined {
  const global = exports[stackPointerExport] ?? (helpers.stackPointer && exports[helpers.stackPointer])
  if (global instanceof WebAssembly.Global)
    return {
      get: () => global.value as number,
      set: address => {
        global.value = address
      },
    }
  const add = helpers.addToStackPointer && exports[helpers.addToStackPointer]
  if (typeof add !== 'function') return undefined
  const move = add as CoreFunction
  return {
    get: () => move(0) as number,
    set: address => {
      move((address - (move(0) as number)) | 0)
    },
  }
}
