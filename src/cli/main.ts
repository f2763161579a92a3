#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { PluginError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
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
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PluginError('not-found', `expected a text at ${path}, found that it can't be read: ${reason}`, { cause })
  }
}
