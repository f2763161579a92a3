import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const outcomes = {
  beggar: 'greets: no file',
  chatterbox: 'stopped, limit-exceeded: greet: expected at most limits.hostCalls calls of imports, found more',
  endless: 'stopped, fuel-exhausted: greet: the guest used up the fuel of this call (limits.fuel)',
  'endless-start': 'refused, fuel-exhausted: the guest used up its fuel while it started (limits.startFuel)',
  flood: expect.stringContaining('stopped, output-too-large: greet: '),
  good: 'greets: Ada',
  intruder: 'refused, unknown-import: expected imports of the contract only, found "toString" "constructor"',
  liar: expect.stringContaining('stopped, abi-violation: greet: '),
  'memory-eater': 'greets: 111',
  'other-contract': expect.stringContaining('refused, signature-mismatch: greet: '),
  recursion: 'stopped, stack-exhausted: greet: the guest used up the stack',
  'table-bomb': expect.stringContaining('refused, limit-exceeded: '),
}

test.each(['inline', 'worker', 'process'])('says what became of each plugin, %s', isolation => {
  const { status, stdout, stderr } = spawnSync(
    'node_modules/.bin/tsx',
    ['examples/untrusted/main.ts', '--isolation', isolation],
    { encoding: 'utf8' },
  )
  const lines = stdout.trimEnd().split('\n')
  const found = Object.fromEntries(lines.map(line => [line.split(' ')[0], line.slice(15).trim()]))
  expect({ status, stderr, found }).toEqual({ status: 0, stderr: '', found: outcomes })
})
