import { PluginError } from '../errors.ts'
import type { CustomSection } from './module.ts'
import { createReader, type Reader } from './reader.ts'

/**
 * Custom sections that tools agree on. They are only told, never trusted: a fault in one is no fault of the module,
 * so each decoder returns what stands before the first fault.
 */

/** Names by index; the `name` section, appendix of the core specification. */
export type NameMap = ReadonlyMap<number, string>
/** Names by two indices: of locals and labels by function, of fields by type. */
export type IndirectNameMap = ReadonlyMap<number, NameMap>
export interface Names {
  readonly module: string | undefined
  readonly functions: NameMap
  readonly locals: IndirectNameMap
  readonly labels: IndirectNameMap
  readonly types: NameMap
  readonly tables: NameMap
  readonly memories: NameMap
  readonly globals: NameMap
  readonly elements: NameMap
  readonly data: NameMap
  readonly fields: IndirectNameMap
  readonly tags: NameMap
}

/** More are not read: a few bytes each must not become memory without bound. */
const mostNames = 2_000_000

/** The subsection of a `name` section that names globals. */
export const globalNames = 7

/** Reads a `name` section, or one subsection `only`; `undefined`, a module without one, gives no names. */
export function decodeNames(section: CustomSection | undefined, only?: number): Names {
  let module: string | undefined
  let left = mostNames
  const countNames = (part: Reader): number => {
    const count = part.count('names', 2)
    left -= count
    return left < 0 ? part.fail(`expected at most ${mostNames} names, found more`) : count
  }
  const readNameMap = (part: Reader, names: Map<number, string>): void => {
    for (let count = countNames(part); count > 0; count--) names.set(part.u32(), part.name())
  }
  const direct = new Map<number, NameMap>()
  const indirect = new Map<number, IndirectNameMap>()
  readWhilePossible(section, reader => {
    while (reader.remaining > 0) {
      const id = reader.u8()
      const part = reader.part(reader.u32(), 'names')
      if (only !== undefined && id !== only) continue
      if (id === 0) module = part.name()
      else if (id === 2 || id === 3 || id === 10) {
        const outer = new Map<number, NameMap>()
        indirect.set(id, outer)
        for (let count = countNames(part); count > 0; count--) {
          const inner = new Map<number, string>()
          outer.set(part.u32(), inner)
          readNameMap(part, inner)
        }
      } else {
        const names = new Map<number, string>()
        direct.set(id, names)
        if (id <= lastNameSubsection) readNameMap(part, names)
      }
    }
  })
  const of = (id: number): NameMap => direct.get(id) ?? new Map()
  const indirectOf = (id: number): IndirectNameMap => indirect.get(id) ?? new Map()
  return {
    module,
    functions: of(1),
    locals: indirectOf(2),
    labels: indirectOf(3),
    types: of(4),
    tables: of(5),
    memories: of(6),
    globals: of(globalNames),
    elements: of(8),
    data: of(9),
    fields: indirectOf(10),
    tags: of(11),
  }
}

const lastNameSubsection = 11

/** One tool or language and its version, as the `producers` section names it. */
export interface Producer {
  readonly name: string
  readonly version: string
}
/** The `producers` section by field, as tool conventions define it: `language`, `processed-by`, `sdk`. */
export type Producers = ReadonlyMap<string, readonly Producer[]>

export function decodeProducers(section: CustomSection | undefined): Producers {
  const fields = new Map<string, Producer[]>()
  readWhilePossible(section, reader => {
    for (let count = reader.count('fields', 2); count > 0; count--) {
      const producers: Producer[] = []
      fields.set(reader.name(), producers)
      for (let rest = reader.count('producers', 2); rest > 0; rest--) {
        producers.push({ name: reader.name(), version: reader.name() })
      }
    }
  })
  return fields
}

/** One line of the `target_features` section, which compilers write for linkers. */
export interface TargetFeature {
  readonly name: string
  readonly policy: 'used' | 'disallowed' | 'required'
}

const policies = new Map<number, TargetFeature['policy']>([
  [0x2b, 'used'],
  [0x2d, 'disallowed'],
  [0x3d, 'required'],
])

export function decodeTargetFeatures(section: CustomSection | undefined): readonly TargetFeature[] {
  const features: TargetFeature[] = []
  readWhilePossible(section, reader => {
    for (let count = reader.count('features', 2); count > 0; count--) {
      const policy = policies.get(reader.u8()) ?? reader.fail('expected the prefix of a feature, found another byte')
      features.push({ name: reader.name(), policy })
    }
  })
  return features
}

function readWhilePossible(section: CustomSection | undefined, read: (reader: Reader) => void): void {
  if (section === undefined) return
  try {
    read(createReader(section.bytes, section.offset))
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
  }
}
