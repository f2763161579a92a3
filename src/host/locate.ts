import { messageOf, type Phase, PluginError, WitError } from '../errors.ts'

/**
 * Says in an error which plugin, file and function it concerns. The layers below don't know; this is the one place
 * that does. What already carries a plugin's name passes unchanged.
 */
export function locate(
  error: unknown,
  phase: Phase,
  plugin: string | undefined,
  file?: string,
  functionPath?: string,
): PluginError {
  if (!(error instanceof PluginError))
    return new PluginError('invalid', `${prefix(plugin, file, functionPath)}${messageOf(error)}`, {
      phase,
      plugin,
      function: functionPath,
      cause: error,
    })
  if (error instanceof WitError || error.plugin !== undefined) return error
  return new PluginError(error.code, `${prefix(plugin, file, functionPath)}${error.message}`, {
    phase: error.phase ?? phase,
    plugin,
    function: error.function ?? functionPath,
    payload: error.payload,
    issues: error.issues,
    offset: error.offset,
    cause: error.cause,
  })
}

function prefix(plugin: string | undefined, file: string | undefined, functionPath: string | undefined): string {
  const who = plugin === undefined ? [] : [`plugin ${JSON.stringify(plugin)}${file === undefined ? '' : ` (${file})`}`]
  return [...who, ...(functionPath === undefined ? [] : [functionPath]), ''].join(': ')
}
