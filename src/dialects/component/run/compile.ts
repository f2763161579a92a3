import { type Codecs, createCodecs } from '../../../canonical/codecs.ts'
import { compileLift, type Lift } from '../../../canonical/lift.ts'
import { compileLower, type Lower } from '../../../canonical/lower.ts'
import { handleCodecs } from '../../../canonical/types/handle.ts'
import type { StringEncoding } from '../../../canonical/types/string.ts'
import type { Func } from '../../../wit/world.ts'
import type { FunctionType, Program } from '../link/program.ts'

/** What is compiled once for all instances of a program, each when it is first asked for. */
export interface Compiled {
  /** For callers in the host: the err of a whole result is thrown. */
  liftForHost(func: number): Lift
  /** For callers in another component: the err of a whole result is an answer like any other. */
  liftForGuest(func: number): Lift
  lower(func: number, encoding: StringEncoding): Lower
}

/** All may throw PluginError `unsupported`, `limit-exceeded` for types that cannot pass. */
export function createCompiled({ types, functions }: Program): Compiled {
  const codecs = memo((encoding: StringEncoding): Codecs => createCodecs(types, encoding, handleCodecs))
  const lifted = (func: number): { readonly codecs: Codecs; readonly func: Func } => {
    const found = functions[func]
    if (found?.kind !== 'lift') throw new RangeError(`a program that is linked has no lift ${func}`)
    return { codecs: codecs(found.options.encoding), func: funcOf(found.type) }
  }
  const lowers: Readonly<Record<StringEncoding, (func: number) => Lower>> = {
    utf8: memo(func => lower(func, 'utf8')),
    utf16: memo(func => lower(func, 'utf16')),
    'latin1+utf16': memo(func => lower(func, 'latin1+utf16')),
  }
  function lower(func: number, encoding: StringEncoding): Lower {
    const found = functions[func]
    if (found === undefined) throw new RangeError(`a program that is linked has no function ${func}`)
    return compileLower(codecs(encoding), funcOf(found.type))
  }

  return {
    liftForHost: memo(index => {
      const { codecs, func } = lifted(index)
      return compileLift(codecs, func)
    }),
    liftForGuest: memo(index => {
      const { codecs, func } = lifted(index)
      return compileLift(codecs, func, failure => failure)
    }),
    lower: (func, encoding) => lowers[encoding](func),
  }
}

function funcOf({ params, result }: FunctionType): Func {
  return { name: '', kind: 'freestanding', async: false, params, result }
}

function memo<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>()
  return key => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}
