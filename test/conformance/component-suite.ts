import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { SuiteValue } from './component-values.ts'

/** The component model's own tests, converted to JSON and binary pieces. They aren't part of this project. */
const root = new URL('../../../shared/conformance/component-model/', import.meta.url)

export const isPresent: boolean = existsSync(root)
/** For the names of tests. */
export const reason: string = isPresent ? '' : ' (skipped: ../shared/conformance is not there)'

export const folders = ['values', 'linking', 'resources', 'binary', 'validation', 'async'] as const
export type Folder = (typeof folders)[number]

/** One command of a script, as the suite's own README explains it. */
export interface Command {
  readonly type: string
  readonly line: number
  readonly name?: string
  readonly filename?: string
  readonly module_type?: string
  readonly instance?: string
  readonly module?: string
  readonly action?: { readonly module?: string; readonly field: string; readonly args: readonly SuiteValue[] }
  readonly expected?: readonly SuiteValue[]
  readonly text?: string
}

export interface Script {
  /** `values/strings`. */
  readonly name: string
  readonly commands: readonly Command[]
  /** Features that its accepted components need, beside those that every component may use. */
  readonly features: readonly string[]
  bytes(command: Command): Uint8Array<ArrayBuffer>
}

export function* scripts(...wanted: readonly Folder[]): Generator<Script> {
  const index = JSON.parse(readFileSync(new URL('index.json', root), 'utf8')) as {
    readonly file: string
    readonly features: readonly string[]
  }[]
  for (const folder of wanted) {
    for (const file of readdirSync(new URL(`${folder}/`, root)).sort()) {
      if (!file.endsWith('.json')) continue
      const name = `${folder}/${file.slice(0, -'.json'.length)}`
      const { commands } = JSON.parse(readFileSync(new URL(`${name}.json`, root), 'utf8')) as Script
      yield {
        name,
        commands,
        features: index.find(entry => entry.file === name)?.features ?? [],
        bytes: ({ filename }) => new Uint8Array(readFileSync(new URL(`${folder}/${filename}`, root))),
      }
    }
  }
}
