import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** The core specification's tests, converted to JSON. They aren't part of this project: lanes use them when present. */
const folder = new URL('../../../shared/conformance/core/', import.meta.url)

export const isPresent: boolean = existsSync(folder)
/** For the names of tests. */
export const reason: string = isPresent ? '' : ' (skipped: ../shared/conformance is not there)'

/** One command of a script, as far as its modules go. */
export interface Command {
  readonly type: string
  readonly line: number
  /** A module, in base64. */
  readonly bytes?: string
  readonly text?: string
}

export interface Script<C extends Command = Command> {
  readonly source: string
  readonly commands: readonly C[]
}

/** All scripts, one after the other, in order of name. */
export function* scripts<C extends Command = Command>(): Generator<Script<C>> {
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.json') || file === 'index.json') continue
    yield JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  }
}

/** A module of a command, with its place for messages. */
export interface ScriptModule {
  readonly place: string
  readonly type: string
  readonly text: string | undefined
  readonly bytes: Uint8Array<ArrayBuffer>
}

export function* modulesOf(...types: readonly string[]): Generator<ScriptModule> {
  for (const { source, commands } of scripts()) {
    for (const { type, line, bytes, text } of commands) {
      if (bytes === undefined || !types.includes(type)) continue
      yield { place: `${source}:${line}`, type, text, bytes: Uint8Array.from(Buffer.from(bytes, 'base64')) }
    }
  }
}
