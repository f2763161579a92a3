import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultLimits } from '../src/limits.ts'

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'guests/README.md'],
  ...readdirSync('docs')
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
