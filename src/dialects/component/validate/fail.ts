import { PluginError } from '../../../errors.ts'

/** Refuses the definition that is being checked; `within` adds where it stands. */
export function invalid(message: string): never {
  throw new PluginError('invalid', message)
}

/** Refuses a part of the component model that hospes does not have. */
export function unsupported(message: string): never {
  throw new PluginError('unsupported', message)
}

/** Runs the check of what stands at `offset`, so that a failure inside without a place of its own gets this one. */
export function within<T>(offset: number, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof PluginError) || error.offset !== undefined) throw error
    throw new PluginError(error.code, error.message, { offset, cause: error.cause })
  }
}

/** Runs one step of a comparison; `path` says in a failure what was compared. */
export function along<T>(path: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof PluginError) || error.code !== 'invalid' || error.offset !== undefined) throw error
    return invalid(`${path}: ${error.message}`)
  }
}

/** What checking a whole component may cost, in parts of types that are looked at: small files can spell types that are huge when walked. */
export interface Effort {
  /** Counts so many parts of types, by default one. @throws PluginError `limit-exceeded` when nothing is left */
  spend(parts?: number): void
}

export function createEffort(parts: number): Effort {
  let left = parts
  return {
    spend: (count = 1) => {
      left -= count
      if (left < 0)
        throw new PluginError(
          'limit-exceeded',
          `expected a component whose types have ${parts} parts to check, found more`,
        )
    },
  }
}
