import { PluginError } from '../errors.ts'
import { parsePackages } from '../wit/parse.ts'
import type { Source } from '../wit/syntax/source.ts'
import type { World } from '../wit/world.ts'
import type { CommandIo } from './command.ts'
import { failedBy, failureLines } from './failure.ts'

/** The WIT texts of a package, and after them those of the packages that it leans on. */
export type Packages = readonly (readonly Source[])[]

/**
 * Reads one WIT file, or a folder: its `.wit` files are one package, each folder or file in its `deps/` another.
 * @throws PluginError `not-found`
 */
export async function readPackages(path: string, io: CommandIo): Promise<Packages> {
  const folder = path.replace(/(?<=.)\/+$/, '')
  const entries = await io.list(folder)
  if (entries === undefined) return [[await readSource(path, io)]]
  const main = await readFolder(folder, entries, io)
  if (main.length === 0) throw new PluginError('not-found', `expected .wit files in ${folder}, found none`)
  const packages = [main]
  const deps = `${folder}/deps`
  for (const entry of entries.includes('deps/') ? ((await io.list(deps)) ?? []) : []) {
    const inner = `${deps}/${entry.replace(/\/$/, '')}`
    if (entry.endsWith('/')) packages.push(await readFolder(inner, (await io.list(inner)) ?? [], io))
    else if (entry.endsWith('.wit')) packages.push([await readSource(inner, io)])
  }
  return packages.filter(sources => sources.length > 0)
}

/** The world that a WIT file or folder means, its only one or the one of this name; nothing after saying what is wrong. */
export async function readWorld(path: string, world: unknown, io: CommandIo): Promise<World | undefined> {
  try {
    return parsePackages(await readPackages(path, io), { world: typeof world === 'string' ? world : undefined })
  } catch (error) {
    for (const line of failureLines(failedBy(path, error))) io.err(line)
    return undefined
  }
}

async function readFolder(path: string, entries: readonly string[], io: CommandIo): Promise<Source[]> {
  const sources: Source[] = []
  for (const entry of entries) if (entry.endsWith('.wit')) sources.push(await readSource(`${path}/${entry}`, io))
  return sources
}

async function readSource(path: string, io: CommandIo): Promise<Source> {
  return { name: path, text: await io.readText(path) }
}
