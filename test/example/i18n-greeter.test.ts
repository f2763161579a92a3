import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const prebuilt = 'guests/prebuilt/greeter'
let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hospes-greeter-'))
})
afterAll(() => rmSync(root, { recursive: true }))

test('greets in five languages, in the order of the plugins’ names', () => {
  expect(greeter('JP Moresmau')).toEqual({
    status: 0,
    stderr: '',
    stdout: [
      'Language: French',
      'Greeting: Bonjour, JP Moresmau !',
      'Language: Spanish',
      'Greeting: ¡Buenos días, JP Moresmau!',
      'Language: English',
      'Greeting: Hello, JP Moresmau!',
      'Language: Italian',
      'Greeting: Buongiorno, JP Moresmau!',
      'Language: German',
      'Greeting: Guten Morgen, JP Moresmau!',
      '',
    ].join('\n'),
  })
})

test.each([
  ['no name', []],
  ['two names', ['JP', 'Moresmau']],
  ['an unknown option', ['JP', '--loud']],
])('%s: its usage, exit 2', (_, args) => {
  expect(greeter(...args)).toEqual({ status: 2, stdout: '', stderr: 'Usage: i18n-greeter <name>\n' })
})

test('a plugin that can’t be used is named, the others greet, exit 1', () => {
  const folder = makeFolder()
  copyFileSync(`${prebuilt}/rust-wasm-bindgen.wasm`, join(folder, 'good.wasm'))
  writeFileSync(join(folder, 'bad.wasm'), 'not WebAssembly')
  writeFileSync(join(folder, 'empty.wasm'), '')
  writeFileSync(join(folder, 'notes.txt'), 'passed over')
  const { status, stdout, stderr } = greeter('Ada', '--plugins', folder)
  expect({ status, stdout }).toEqual({ status: 1, stdout: 'Language: English\nGreeting: Hello, Ada!\n' })
  const lines = stderr.trimEnd().split('\n')
  expect(lines).toEqual([expect.stringContaining('bad'), expect.stringContaining('empty')])
})

test('an empty folder and one that isn’t there are said plainly', () => {
  const folder = makeFolder()
  expect(greeter('Ada', '--plugins', folder)).toEqual({ status: 1, stdout: '', stderr: `No plugins in ${folder}\n` })
  const nowhere = join(folder, 'nowhere')
  const { status, stdout, stderr } = greeter('Ada', '--plugins', nowhere)
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toContain(nowhere)
  expect(stderr.trimEnd()).not.toContain('\n')
})

function makeFolder(): string {
  return mkdtempSync(join(root, 'plugins-'))
}

function greeter(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/tsx', ['examples/i18n-greeter/main.ts', ...args], {
    encoding: 'utf8',
    env: { ...process.env, TZ: morningZone() },
  })
  return { status, stdout, stderr }
}

/** A time zone where it is nine in the morning, since plugins greet by the hour. */
function morningZone(): string {
  const ahead = (9 - new Date().getUTCHours() + 24) % 24
  return ahead > 14 ? `Etc/GMT+${24 - ahead}` : `Etc/GMT-${ahead}`
}
