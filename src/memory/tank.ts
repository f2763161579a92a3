import { tankModule } from './tank.generated.ts'

/** The fuel of one plugin, in units of the guard. */
export interface Tank {
  /** A mutable i64; every guarded core module imports it. Negative: the fuel is used up. */
  readonly fuel: WebAssembly.Global
  /** Fills the tank to `units`, whatever was in it. Infinity fills it to what an i64 can hold. */
  refuel(units: number): void
  /** Units left; negative after the trap of an empty tank. */
  left(): number
}

let compiled: WebAssembly.Module | undefined

/** An empty tank. */
export function createTank(): Tank {
  compiled ??= new WebAssembly.Module(tankModule)
  const { exports } = new WebAssembly.Instance(compiled)
  return exports as unknown as Tank
}
