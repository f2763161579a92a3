import { linkComponent } from '../../src/dialects/component/link/link.ts'
import { callableByHost } from '../../src/dialects/component/run/callable.ts'
import { createCompiled } from '../../src/dialects/component/run/compile.ts'
import { instantiateProgram } from '../../src/dialects/component/run/instance.ts'
import { validateComponent } from '../../src/dialects/component/validate/validate.ts'
import { PluginError } from '../../src/errors.ts'
import { assertValid } from '../../src/guard/admit.ts'
import { guardModules } from '../../src/guard/guard.ts'
import { classify } from '../../src/isolation/failure.ts'
import { defaultLimits } from '../../src/limits.ts'
import { createGuest } from '../../src/memory/guest.ts'
import { decodeComponent } from '../../src/wasm/component/decode.ts'
import { decodeModule } from '../../src/wasm/decode.ts'
import type { CoreModule } from '../../src/wasm/module.ts'

/** A component that has no imports, as far as it is prepared once for all instances. */
export interface Prepared {
  instantiate(): Instance
}

export interface Instance {
  /** @throws PluginError as a caller of a plugin gets it */
  call(name: string, args: readonly unknown[]): unknown
}

function decode(embedded: Uint8Array, offset: number): CoreModule {
  const module = decodeModule(embedded, {}, offset)
  assertValid(module, embedded as Uint8Array<ArrayBuffer>)
  return module
}

/** @throws PluginError for a component that is refused */
export function check(bytes: Uint8Array<ArrayBuffer>): void {
  const [issue] = validateComponent(decodeComponent(bytes), decode)
  if (issue !== undefined) throw new PluginError(issue.code, issue.message, { offset: issue.offset })
}

export function prepare(bytes: Uint8Array<ArrayBuffer>): Prepared {
  check(bytes)
  const { program, modules } = linkComponent(decodeComponent(bytes), decode)
  const guarded = guardModules(
    modules.map(({ module, bytes }) => ({ module, bytes: bytes as Uint8Array<ArrayBuffer> })),
    defaultLimits,
    { fuel: false },
  )
  const compiled = createCompiled(program)
  const compiledModules = guarded.map(({ bytes }) => new WebAssembly.Module(bytes))
  return {
    instantiate: () => {
      const guest = createGuest(defaultLimits)
      const running = instantiateProgram(program, {
        modules: compiledModules,
        guest,
        hostFunction: () => undefined,
        handles: 10_000,
        compiled,
      })
      return {
        call: (name, args) => {
          const found = program.exports.find(entry => entry.path.join(' ') === name)
          if (found?.kind !== 'func') throw new Error(`no exported function ${name}`)
          guest.budget.reset()
          try {
            return callableByHost(found.func, running)(...args)
          } catch (thrown) {
            throw classify(thrown, guest, () => true).error
          }
        },
      }
    },
  }
}
