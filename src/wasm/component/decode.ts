import type { CustomSection } from '../module.ts'
import { createReader, type Reader } from '../reader.ts'
import { readCanon } from './canon.ts'
import type { Component, Definition } from './component.ts'
import { readCoreType } from './core-types.ts'
import { readExternDescription, readExternName } from './externs.ts'
import { readAlias, readCoreInstance, readInstance } from './instances.ts'
import { createScope, type Scope } from './scope.ts'
import { readSort } from './sorts.ts'
import { readType } from './types.ts'
import { readValType } from './val-types.ts'

// "\0asm", version 13, layer 1: core modules have version 1 and layer 0.
const preamble = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]
const modulePreamble = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** Whether these bytes say that they are a component; a core module or anything else is not. */
export function isComponent(bytes: Uint8Array): boolean {
  return preamble.every((byte, i) => bytes[i] === byte)
}

/**
 * Reads a whole component, nested ones included; embedded core modules stay bytes. Nothing is checked but the form.
 * @throws PluginError `malformed` with its offset; `limit-exceeded` when it nests too deep or has too many items.
 */
export function decodeComponent(bytes: Uint8Array, limits: { readonly nesting?: number } = {}): Component {
  return readComponent(createScope(createReader(bytes), limits.nesting))
}

function readComponent(scope: Scope): Component {
  const { reader } = scope
  readPreamble(reader, preamble, 'a component')
  const definitions: Definition[] = []
  const customSections: CustomSection[] = []
  let last = 0
  while (reader.remaining > 0) {
    const from = reader.offset
    const id = reader.u8()
    const section = sections.get(id) ?? reader.fail(`expected a section of a component, found the id ${id}`, from)
    const content = reader.part(reader.u32(), `a section of ${section.what}`)
    if (section === custom) {
      const name = content.name()
      const { offset } = content
      customSections.push({ name, bytes: content.bytes(content.remaining), offset, after: last })
    } else {
      section.read(scope.section(content), definitions)
      content.end(`the section of ${section.what}`)
      last = id
    }
  }
  return { definitions, customSections }
}

function readPreamble(reader: Reader, expected: readonly number[], what: string): void {
  const from = reader.offset
  const found = reader.bytes(expected.length)
  if (!expected.every((byte, i) => found[i] === byte))
    reader.fail(`expected the preamble of ${what}, found other bytes`, from)
}

interface Section {
  readonly what: string
  read(scope: Scope, definitions: Definition[]): void
}

const custom: Section = { what: 'custom data', read: () => {} }

/** A section that holds a vector of one kind of definition. */
function vectorOf(what: string, readItem: (scope: Scope, offset: number) => Definition): Section {
  return {
    what,
    read: (scope, definitions) => {
      for (const definition of scope.vector(what, () => readItem(scope, scope.reader.offset)))
        definitions.push(definition)
    },
  }
}

const sections: ReadonlyMap<number, Section> = new Map([
  [0, custom],
  [
    1,
    {
      what: 'a core module',
      read: ({ reader }, definitions) => {
        const { offset } = reader
        const bytes = reader.bytes(reader.remaining)
        readPreamble(createReader(bytes, offset), modulePreamble, 'a core module')
        definitions.push({ kind: 'core module', offset, bytes })
      },
    },
  ],
  [2, vectorOf('core instances', (scope, offset) => ({ kind: 'core instance', offset, ...readCoreInstance(scope) }))],
  [3, vectorOf('core types', (scope, offset) => ({ kind: 'core type', offset, type: readCoreType(scope) }))],
  [
    4,
    {
      what: 'a component',
      read: (scope, definitions) => {
        const { offset } = scope.reader
        definitions.push({ kind: 'component', offset, component: readComponent(scope.nested()) })
      },
    },
  ],
  [5, vectorOf('instances', (scope, offset) => ({ kind: 'instance', offset, ...readInstance(scope) }))],
  [6, vectorOf('aliases', (scope, offset) => ({ kind: 'alias', offset, alias: readAlias(scope) }))],
  [7, vectorOf('types', (scope, offset) => ({ kind: 'type', offset, type: readType(scope) }))],
  [8, vectorOf('canonical definitions', (scope, offset) => ({ kind: 'canon', offset, canon: readCanon(scope) }))],
  [
    9,
    {
      what: 'a start function',
      read: (scope, definitions) => {
        const { reader } = scope
        const { offset } = reader
        const func = reader.u32()
        definitions.push({
          kind: 'start',
          offset,
          func,
          args: scope.vector('values', reader.u32),
          results: reader.u32(),
        })
      },
    },
  ],
  [
    10,
    vectorOf('imports', (scope, offset) => ({
      kind: 'import',
      offset,
      name: readExternName(scope),
      type: readExternDescription(scope),
    })),
  ],
  [
    11,
    vectorOf('exports', (scope, offset) => ({
      kind: 'export',
      offset,
      name: readExternName(scope),
      sort: readSort(scope),
      index: scope.reader.u32(),
      type: scope.optional('an ascribed type', () => readExternDescription(scope)),
    })),
  ],
  [
    12,
    vectorOf('values', (scope, offset) => {
      const { reader } = scope
      return { kind: 'value', offset, type: readValType(scope), bytes: reader.bytes(reader.u32()) }
    }),
  ],
] satisfies [number, Section][])
