#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PluginError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { foundInstead } from '../platform/node/found.ts'
import { nodePlatform } from '../platform/node/platform.ts'
import { run } from './run.ts'

// The only file of the command line that touches the process.

const { stdout, stderr, env } = process
// A reader that has seen enough (`| head`) closes the pipe: that is no failure of ours.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await run(process.argv.slice(2), {
  readFile: async path => (await nodePlatform.read(path, defaultLimits.moduleBytes, undefined)).bytes,
  readText,
  list,
  writeText,
  out: line => void stdout.write(`${line}\n`),
  err: line => void stderr.write(`${line}\n`),
  color: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
  // The build puts this file into dist/.
  version: JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
})

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw notUsable(path, 'a text', cause)
  }
}

async function list(path: string): Promise<readonly string[] | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return undefined
    const entries = await readdir(path)
    const kinds = await Promise.all(entries.map(entry => stat(join(path, entry))))
    return entries.map((entry, at) => (kinds[at]?.isDirectory() ? `${entry}/` : entry)).sort()
  } catch (cause) {
    throw notUsable(path, 'a file or folder', cause)
  }
}

async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (cause) {
    throw notUsable(path, 'a file to write', cause)
  }
}

function notUsable(path: string, expected: string, cause: unknown): PluginError {
  return new PluginError('not-found', `expected ${expected} at ${path}, found ${foundInstead(cause)}`, { cause })
}
