import type { AnyFunction } from '../contract/any-function.ts'
import type { Guest } from '../memory/guest.ts'
import { preview1 } from './preview1.ts'
import { preview1Module } from './preview1-names.ts'
import { preview2 } from './preview2/preview2.ts'
import { createWasi, type Wasi, type WasiSurroundings } from './wasi.ts'

/** The functions of WASI for one instance of a plugin, in both versions. */
export interface GivenWasi {
  /** Of preview 1, by module name, then by name. */
  readonly wasi: (part: Guest) => Readonly<Record<string, ReturnType<typeof preview1>>>
  /** Of WASI 0.2, by the interface's id and the function's name. */
  readonly wasiFunction: (path: readonly string[]) => AnyFunction | undefined
}

export type GiveWasi = (guest: Guest, surroundings: WasiSurroundings) => GivenWasi

export const giveWasi: GiveWasi = (guest, surroundings) => {
  const wasi = (): Wasi => createWasi(guest, surroundings)
  return {
    wasi: part => ({ [preview1Module]: preview1(part, wasi()) }),
    wasiFunction: preview2(guest, wasi),
  }
}
