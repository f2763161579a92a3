import { tankModule } from './tank.generated.ts'

/** The fuel of one plugin, in units of the guard. */
export interface Tank {
  /** A mutable i64 for guarded modules to import; negative: the fuel is used up. Absent where a module has its own. */
  readonly fuel?: WebAssembly.Global
  /** Fills the tank to `units`, whatever was in it. Infinity fills it to what an i64 can hold. */
  readonly refuel: (units: number) => void
  /** Units left; negative after the trap of an empty tank. */
  readonly left: () => number
  /** Of a tank within a guest's only module, which keeps what it is filled with until that is there: hands it over. */
  readonly adopt?: (refuel: Tank['refuel'], left: Tank['left']) => void
}

/** A tank that modules share. */
export interface SharedTank extends Tank {
  readonly fuel: WebAssembly.Global
}

let compiled: WebAssembly.Module | undefined

/** An empty tank for several modules. */
export function createTank(): SharedTank {
  compiled ??= new WebAssembly.Module(tankModule)
  const { exports } = new WebAssembly.Instance(compiled)
  return exports as unknown as SharedTank
}

/** An empty tank for one instance of one module. */
export function createOwnTank(): Tank {
  let units = 0
  const tank = {
    refuel: (given: number): void => {
      units = given
    },
    left: (): number => units,
    adopt(refuel: Tank['refuel'], left: Tank['left']): void {
      refuel(tank.left())
      tank.refuel = refuel
      tank.left = left
    },
  }
  return tank
}
