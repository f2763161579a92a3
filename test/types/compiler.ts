import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** One error of the compiler, under the comment that stands above the faulty statement. */
export interface Complaint {
  readonly file: string
  readonly title: string
  /** First line of the compiler's text. */
  readonly message: string
}

/** Runs the compiler on a project; all that it complains of, in order. */
export function complaints(project: string): Complaint[] {
  const lines = compile(['-p', project]).split('\n')
  return lines.flatMap(line => {
    const found = /^(.+\.ts)\((\d+),\d+\): error TS\d+: (.*)$/.exec(line)
    if (found === null) return []
    const [, path = '', row = '', message = ''] = found
    return [{ file: basename(path), title: titleAbove(path, Number(row)), message }]
  })
}

/** What the compiler prints; it may find errors. */
export function compile(args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync('node_modules/.bin/tsc', [...args, '--pretty', 'false'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error) throw error
  return stdout + stderr
}

function titleAbove(path: string, row: number): string {
  const before = readFileSync(path, 'utf8').split('\n').slice(0, row)
  return before.findLast(line => line.startsWith('// '))?.slice(3) ?? ''
}
