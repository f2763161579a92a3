import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exports, FromWit } from 'hospes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type wit from '../../examples/wit-import/greeter.wit'

const example = 'examples/wit-import'
const zig = 'guests/prebuilt/greeter/zig.wasm'

beforeAll(() => {
  execFileSync('node_modules/.bin/tsx', [`${example}/build.ts`])
})
const folder = mkdtempSync(join(tmpdir(), 'hospes-wit-import-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('greets by the contract that was bundled', () => {
  const { status, stdout, stderr } = run(zig, 'Ada')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^German: .*Ada!\n$/)
})

test('no name: its usage, exit 2', () => {
  expect(run(zig)).toEqual({ status: 2, stdout: '', stderr: 'Usage: wit-import <plugin.wasm> <name>\n' })
})

test('the declaration is what the command writes', () => {
  cpSync(`${example}/greeter.wit`, join(folder, 'greeter.wit'))
  const stdout = execFileSync('node', ['dist/cli.js', 'types', join(folder, 'greeter.wit')], { encoding: 'utf8' })
  const written = join(folder, 'greeter.d.wit.ts')
  expect(stdout).toBe(`${written}\n`)
  expect(readFileSync(written, 'utf8')).toBe(readFileSync(`${example}/greeter.d.wit.ts`, 'utf8'))
})

test('the compiler knows what the import says', () => {
  const greet: Exports<FromWit<typeof wit>>['greet'] = name => `Hello, ${name.toUpperCase()}!`
  // @ts-expect-error: a name is a string
  expect(() => greet(1)).toThrow()
})

function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('node', [`${example}/dist/main.js`, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}
