import { type Contract, openPlugins, PluginError } from '../index.ts'
import { stem } from '../platform/source.ts'
import type { World } from '../wit/world.ts'
import type { CommandIo } from './command.ts'
import { createLines } from './lines.ts'

/** One call, with all that it needs. */
export interface PluginCall {
  readonly file: string
  readonly bytes: Uint8Array
  readonly world: World
  /** The option `imports`. */
  readonly imports: object
  /** Where the function stands in `plugin.exports`. */
  readonly path: readonly string[]
  readonly args: readonly unknown[]
  /** Whether the function's result is a `result`, so that the guest may answer err. */
  readonly fallible: boolean
}

/** What a plugin answered. */
export type Answer =
  | { readonly tag: 'ok'; readonly val: unknown }
  | { readonly tag: 'err'; readonly val: unknown; readonly error: PluginError }

/**
 * Loads a plugin, calls one function of it, and closes it again. What the plugin itself prints goes to `io`.
 * @throws PluginError of any phase
 */
export async function callPlugin(call: PluginCall, { out, err }: Pick<CommandIo, 'out' | 'err'>): Promise<Answer> {
  const stdout = createLines(out)
  const stderr = createLines(err)
  const contract: Contract = { world: call.world }
  try {
    await using plugins = await openPlugins({ [stem(call.file)]: call.bytes }, contract, {
      imports: call.imports,
      wasi: { stdout: stdout.write, stderr: stderr.write },
      log: ({ text }) => stderr.write(new TextEncoder().encode(`${text}\n`)),
    })
    for (const { error } of plugins.failures) throw error
    const [plugin] = plugins
    return { tag: 'ok', val: call.path.reduce((owner, key) => owner[key], plugin?.exports)(...call.args) }
  } catch (error) {
    if (call.fallible && error instanceof PluginError && error.code === 'guest-error')
      return { tag: 'err', val: error.payload, error }
    throw error
  } finally {
    stdout.end()
    stderr.end()
  }
}
