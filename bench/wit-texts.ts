import { resolvePackages } from '../src/wit/resolve/resolve.ts'
import { parseFile } from '../src/wit/syntax/parse-file.ts'
import { createFaults, type Source } from '../src/wit/syntax/source.ts'

// What `wit.ts` measures, for a bundle.

/** A package and those that it needs, each as its files. */
export type WitFolder = readonly (readonly Source[])[]

/** Items at the top of all files. */
export function parseTexts(folders: readonly WitFolder[]): number {
  const faults = createFaults()
  let items = 0
  for (const source of folders.flat(2)) items += parseFile(source, faults).items.length
  faults.throwIfAny()
  return items
}

/** Types in all packages. */
export function resolveTexts(folders: readonly WitFolder[]): number {
  let types = 0
  for (const folder of folders) types += resolvePackages(folder).types.length
  return types
}
