import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { preview2World } from '../../src/wasi/preview2/world.ts'
import { compareWorlds } from '../../src/wit/compare.ts'
import { parseWit } from '../../src/wit/parse.ts'
import { slots } from '../../src/wit/slots.ts'
import type { World } from '../../src/wit/world.ts'

/** WASI's own packages. */
const folder = fileURLToPath(new URL('../../../shared/conformance/wit/wasi/0.2.12/', import.meta.url))
const present = existsSync(folder)
const reason = present ? '' : ' (skipped: ../shared/conformance is not there)'

describe.skipIf(!present)(`WASI 0.2${reason}`, () => {
  test('what hospes gives is of the types that the specification says', () => {
    const specified = everything()
    const { issues } = compareWorlds(specified, { ...preview2World(), exports: [] })
    expect(issues).toEqual([])
  })

  test('all that a guest can call without a grant is given', () => {
    const given = preview2World()
    const names = new Set(slots(given.imports, given).map(({ path }) => path.join(' ')))
    const missing = slots(everything().imports, everything())
      .map(({ path }) => path.join(' '))
      .filter(name => !names.has(name))
    // Each takes something that only a granted file or socket leads to, or its error; `run` is what guests give.
    const unreachable = /^wasi:(filesystem\/types|sockets\/(network|tcp|udp|ip-name-lookup)@|io\/error|cli\/run)/
    const notServed = /^wasi:http\//
    expect(missing.filter(name => !unreachable.test(name) && !notServed.test(name))).toEqual([])
  })
})

/** A world that imports every interface of the packages. */
function everything(): World {
  const texts = new Map(
    readdirSync(folder)
      .filter(isPackage)
      .map(name => [name, readPackage(name)]),
  )
  const interfaces = [...texts].flatMap(([name, text]) =>
    [...text.matchAll(/^interface ([a-z0-9-]+)/gm)].map(([, iface]) => `import wasi:${name}/${iface}@0.2.12;`),
  )
  const blocks = [...texts].map(([name, text]) => `package wasi:${name}@0.2.12 {\n${text}\n}`)
  return parseWit(`package all:wasi;\nworld all { ${interfaces.join('\n')} }\n${blocks.join('\n')}`, {
    features: 'all',
  })
}

function isPackage(name: string): boolean {
  return statSync(join(folder, name)).isDirectory()
}

/** The interfaces of a package, without its worlds. */
function readPackage(name: string): string {
  const files = readdirSync(join(folder, name)).filter(file => file.endsWith('.wit'))
  return files
    .map(file => readFileSync(join(folder, name, file), 'utf8'))
    .map(text => text.replace(/^package .*$/m, '').replace(/^(@\w.*\n)?world [\s\S]*$/m, ''))
    .join('\n')
}
