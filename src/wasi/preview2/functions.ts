import type { AnyFunction } from '../../contract/any-function.ts'
import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'

/**
 * By an interface's id with its compatible version, `wasi:random/random@0.2`, then by the function's name. They take and
 * give the values of component functions, and throw nothing but what stops the guest.
 */
export type WasiFunctions = Readonly<Record<string, Readonly<Record<string, AnyFunction>>>>

/** Ends a guest that asks for what the host has not granted, where WASI has no answer for it. */
export function refuse(guest: Guest, option: string): never {
  return guest.stop(new PluginError('unknown-import', `the guest called WASI for what the option ${option} denies it`))
}
