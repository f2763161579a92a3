import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'

/** Takes and gives the values of component functions. Throws nothing but what stops the guest. */
// biome-ignore lint/suspicious/noExplicitAny: functions of differing signatures stand in one table; a fit checks them
export type WasiFunction = (...args: any[]) => unknown

/** By an interface's id with its compatible version, `wasi:random/random@0.2`, then by the function's name. */
export type WasiFunctions = Readonly<Record<string, Readonly<Record<string, WasiFunction>>>>

/** Ends a guest that asks for what the host has not granted, where WASI has no answer for it. */
export function refuse(guest: Guest, option: string): never {
  return guest.stop(new PluginError('unknown-import', `the guest called WASI for what the option ${option} denies it`))
}
