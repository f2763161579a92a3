import { trapModule } from './trap.generated.ts'

let trap: (() => never) | undefined

/** A function that traps: its error passes every `catch_all` of a guest on the stack. It has no state, so all share it. */
export function createTrap(): () => never {
  if (trap === undefined) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(trapModule))
    trap = exports['trap'] as () => never
  }
  return trap
}
