import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Why a file of the package that is started, not imported, cannot be; `undefined` when it can. */
export function refuseEntry(file: URL): string | undefined {
  const path = fileURLToPath(file)
  if (existsSync(path)) return undefined
  return `expected the package's own file at ${path}, found none: a program that is bundled must leave hospes out`
}
