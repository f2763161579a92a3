import type { PluginError } from '../src/index.ts'

/** The error that a call throws. */
export function thrownBy(call: () => unknown): PluginError {
  try {
    call()
  } catch (error) {
    return asPluginError(error)
  }
  throw new Error('expected the call to fail')
}

/** The error that a call throws or its promise is rejected with. */
export async function failureOf(call: () => unknown): Promise<PluginError> {
  try {
    await call()
  } catch (error) {
    return asPluginError(error)
  }
  throw new Error('expected the call to fail')
}

/** By their names: the built package has classes of its own. */
function asPluginError(error: unknown): PluginError {
  if (error instanceof Error && ['PluginError', 'WitError'].includes(error.name)) return error as PluginError
  throw new Error('expected a PluginError', { cause: error })
}
