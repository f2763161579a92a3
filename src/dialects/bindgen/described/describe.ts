import type { CoreModule } from '../../../wasm/module.ts'
import { customSections } from '../../../wasm/spaces.ts'
import type { CoreExport } from '../../core-function.ts'
import { Evaluator } from '../evaluate/evaluator.ts'
import { newestRelease } from '../release.ts'
import { type Descriptor, decodeDescriptor, describeImport, type FunctionDescriptor } from './descriptor.ts'
import { type ProgramEnum, type ProgramExport, type ProgramStruct, type ProgramTexts, readPrograms } from './program.ts'

/** Holds what the macros tell the CLI, which removes it. */
export const programSection = '__wasm_bindgen_unstable'
/** Functions of this prefix describe the types of what the rest of their name names. */
export const describePrefix = '__wbindgen_describe_'

/** What a module says about itself before the CLI has seen it: plain data. */
export interface Description {
  readonly release: number | undefined
  readonly exports: readonly DescribedExport[]
  readonly imports: readonly DescribedImport[]
  readonly enums: readonly ProgramEnum[]
  readonly texts: readonly ProgramTexts[]
  readonly structs: readonly ProgramStruct[]
  /** Hashes of crates, which some releases put behind the names of exports. */
  readonly hashes: readonly string[]
}

export interface DescribedExport {
  /** Name of the core export. */
  readonly export: string
  /** What the CLI would call it. */
  readonly name: string
  /** Its own name, without its struct's. */
  readonly member: string
  /** The struct that it belongs to, as Rust spells it. */
  readonly class: string | null
  readonly kind: ProgramExport['kind']
  readonly consumed: boolean
  readonly async: boolean
  readonly start: boolean
  readonly params: readonly string[]
  /** `undefined` where its description could not be read. */
  readonly type: FunctionDescriptor | undefined
}

export interface DescribedImport {
  /** Name of the core import. */
  readonly shim: string
  readonly module: string | null
  readonly name: string
  /** How JavaScript calls it: `console.log`, `new Map`. */
  readonly label: string
  readonly catch: boolean
  readonly type: FunctionDescriptor
}

/** Reads programs and descriptions. Nothing is run by the engine, and all of it together within bounds. */
export function describeModule(module: CoreModule, functions: readonly CoreExport[]): Description {
  const programs = readPrograms(customSections(module, programSection))
  const types = evaluateAll(module, programs.release)
  const plain = (name: string): string => {
    const found = programs.hashes.find(hash => name.endsWith(`_${hash}`))
    return found === undefined ? name : name.slice(0, -found.length - 1)
  }
  const known = new Map(programs.exports.map(item => [exportName(item), item]))
  const exports = functions.flatMap((exported): DescribedExport[] => {
    const name = plain(exported.name)
    const program = known.get(name)
    const type = functionOf(types.get(exported.name))
    if (program !== undefined) return [{ ...program, export: exported.name, name, member: program.name, type }]
    return accessor(exported.name, name, programs.structs, types)
  })
  const imports = programs.imports.flatMap((item): DescribedImport[] => {
    const type = functionOf(types.get(item.shim))
    return type === undefined ? [] : [{ ...item, type }]
  })
  const { release, enums, texts, structs, hashes } = programs
  return { release, exports, imports, enums, texts, structs, hashes }
}

/** The description of each export and import by its own name. */
function evaluateAll(module: CoreModule, release: number = newestRelease): ReadonlyMap<string, Descriptor> {
  const found = new Map<string, Descriptor>()
  let words: number[] = []
  const describe = module.imports
    .filter(({ item }) => item.kind === 'func')
    .findIndex(({ name }) => name === describeImport)
  const evaluator = new Evaluator(module, (index, [word]) => {
    if (index !== describe || words.length >= maxWords) return undefined
    words.push(Number(word) >>> 0)
    return []
  })
  for (const { name, kind, index } of module.exports) {
    if (kind !== 'func' || !name.startsWith(describePrefix)) continue
    words = []
    const descriptor = evaluator.run(index) === undefined ? undefined : decodeDescriptor(words, release)
    if (descriptor !== undefined) found.set(name.slice(describePrefix.length), descriptor)
  }
  return found
}

/** Of one description. */
const maxWords = 100_000

/** What the macros call the export of a function: that of a struct in lower case before it, namespaces first. */
function exportName({ class: owner, name, namespace }: ProgramExport): string {
  const base = owner === null ? suffix(name) : `${owner.toLowerCase()}_${suffix(name)}`
  return [...namespace, base].join('__')
}

/** A name of JavaScript as a part of a symbol. */
function suffix(name: string): string {
  return name.replace(/[[\]]/g, '').replace(/[^A-Za-z0-9_]/g, '_')
}

/** A public field's getter or setter: only the getter is described, by the field's type alone. */
function accessor(
  exported: string,
  name: string,
  structs: readonly ProgramStruct[],
  types: ReadonlyMap<string, Descriptor>,
): DescribedExport[] {
  const [, verb] = /^__wbg_(get|set)_/.exec(name) ?? []
  if (verb === undefined) return []
  for (const { name: owner, fields } of structs)
    for (const { name: field } of fields) {
      if (name !== `__wbg_${verb}_${owner.toLowerCase()}_${suffix(field)}`) continue
      const type = types.get(exported.replace('__wbg_set_', '__wbg_get_'))
      const common = { export: exported, name, class: owner, consumed: false, async: false, start: false }
      if (verb === 'get') {
        const getter = type && { params: [], result: type }
        return [{ ...common, member: field, kind: 'getter', params: [], type: getter }]
      }
      const setter: FunctionDescriptor | undefined = type && { params: [type], result: { kind: 'UNIT' } }
      return [{ ...common, member: `set_${field}`, kind: 'setter', params: ['value'], type: setter }]
    }
  return []
}

function functionOf(descriptor: Descriptor | undefined): FunctionDescriptor | undefined {
  return descriptor?.kind === 'FUNCTION' ? descriptor.function : undefined
}
