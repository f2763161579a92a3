import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { PluginError } from '../../errors.ts'
import { run } from '../run.ts'

/** What a command did. */
export interface Outcome {
  readonly code: number
  /** All lines of standard output, and of standard error. */
  readonly out: string
  readonly err: string
  /** Files that it wrote, by path. */
  readonly written: ReadonlyMap<string, string>
}

/**
 * A command line for tests, which reads files given by path, and behind them those of a folder. It writes nothing to
 * the disk.
 */
export function createCommandLine(
  files: Readonly<Record<string, string | Uint8Array>>,
  folder: string,
): (...args: readonly string[]) => Promise<Outcome> {
  const readFile = async (path: string): Promise<Uint8Array> => {
    const given = files[path]
    return typeof given === 'string' ? new TextEncoder().encode(given) : (given ?? (await readReal(join(folder, path))))
  }
  return async (...args) => {
    const out: string[] = []
    const err: string[] = []
    const written = new Map<string, string>()
    const code = await run(args, {
      readFile,
      readText: async path => new TextDecoder().decode(await readFile(path)),
      list: async given => {
        const path = given.replace(/\/$/, '')
        const below = Object.keys(files).flatMap(name =>
          name.startsWith(`${path}/`) ? [name.slice(path.length + 1)] : [],
        )
        const entries = below.map(name => name.replace(/\/.*/, '/'))
        if (entries.length > 0) return [...new Set(entries)].sort()
        return files[path] === undefined ? await listReal(join(folder, path)) : undefined
      },
      writeText: async (path, text) => void written.set(path, text),
      out: line => out.push(line),
      err: line => err.push(line),
      color: false,
      version: '1.2.3',
    })
    return { code, out: out.join('\n'), err: err.join('\n'), written }
  }
}

async function readReal(path: string): Promise<Uint8Array> {
  try {
    return await fs.readFile(path)
  } catch {
    throw new PluginError('not-found', `expected a file at ${path}, found nothing there`)
  }
}

async function listReal(path: string): Promise<readonly string[] | undefined> {
  const found = await fs.stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return undefined
  const entries = await fs.readdir(path, { withFileTypes: true })
  return entries.map(entry => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort()
}
