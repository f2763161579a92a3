import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { PluginError } from '../src/errors.ts'
import { parseOptions } from '../src/host/options.ts'
import { defaultLimits } from '../src/limits.ts'

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'guests/README.md', 'examples/wit-import/README.md'],
  ...readdirSync('docs', { encoding: 'utf8', recursive: true })
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name)),
]

test.each(pages)('every link of %s leads somewhere', page => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '')
  expect(links.filter(path => !existsSync(join(dirname(page), path)))).toEqual([])
})

test('the page on security states every limit with its default', () => {
  const page = readFileSync('docs/security.md', 'utf8')
  for (const [name, value] of Object.entries(defaultLimits))
    expect(page).toContain(`| \`${name}\` | ${value.toLocaleString('en')} |`)
})

test('the page on plugins states every option and every code of errors', () => {
  const page = readFileSync('docs/plugins.md', 'utf8')
  const source = readFileSync('src/errors.ts', 'utf8')
  const codes = [...source.matchAll(/^ {2}\| '([a-z-]+)'$/gm)].map(([, code]) => code)
  expect(codes).toContain('crashed')
  for (const code of codes) expect(page).toContain(`\`${code}\``)
  for (const name of optionNames()) expect(page).toContain(`| \`${name}\` |`)
})

/** As the refusal of an unknown one lists them. */
function optionNames(): string[] {
  try {
    parseOptions({ nobodysOption: 1 })
  } catch (error) {
    if (error instanceof PluginError) return error.message.replace(/^.*one of /, '').split(', ')
    throw error
  }
  throw new Error('expected a refusal')
}
