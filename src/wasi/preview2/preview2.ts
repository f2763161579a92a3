import type { AnyFunction } from '../../contract/any-function.ts'
import type { Guest } from '../../memory/guest.ts'
import { compatibilityKey, parseInterfaceId } from '../../wit/names.ts'
import type { Wasi } from '../wasi.ts'
import { cli } from './cli.ts'
import { clocks } from './clocks.ts'
import { denied } from './denied.ts'
import { io } from './io.ts'
import { random } from './random.ts'

/**
 * The functions of WASI 0.2 for one instance, by the interface's id, of any 0.2, and the function's name. `undefined`
 * for those that serve what nobody is granted: nobody has anything to call them with. Most plugins ask for none.
 */
export function preview2(guest: Guest, wasi: () => Wasi): (path: readonly string[]) => AnyFunction | undefined {
  let functions: ByInterface | undefined
  return ([interfaceId = '', name = '']) => {
    const id = parseInterfaceId(interfaceId)
    if (id === undefined) return undefined
    functions ??= functionsOf(guest, wasi())
    return functions.get(compatibilityKey(id))?.get(name)
  }
}

type ByInterface = ReadonlyMap<string, ReadonlyMap<string, AnyFunction>>

function functionsOf(guest: Guest, wasi: Wasi): ByInterface {
  const functions = {
    ...cli(guest, wasi),
    ...clocks(guest, wasi),
    ...io(guest, wasi),
    ...random(guest, wasi),
    ...denied,
  }
  return new Map(Object.entries(functions).map(([id, named]) => [id, new Map(Object.entries(named))]))
}
