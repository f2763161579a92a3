import { PluginError } from '../../../errors.ts'
import type { CustomSection } from '../../../wasm/module.ts'
import { createReader, type Reader } from '../../../wasm/reader.ts'
import { newestRelease } from '../release.ts'

/**
 * What wasm-bindgen's macros leave for its CLI in the section `__wasm_bindgen_unstable`: names and kinds of what is
 * exported and imported. Types are not in it; the functions that describe them are.
 */
export interface Programs {
  /** N of 0.2.N. */
  readonly release: number | undefined
  readonly exports: readonly ProgramExport[]
  readonly enums: readonly ProgramEnum[]
  readonly structs: readonly ProgramStruct[]
  readonly imports: readonly ProgramImport[]
  /** Hashes of crates, which some releases put behind the names of exports. */
  readonly hashes: readonly string[]
}

export interface ProgramExport {
  readonly class: string | null
  readonly name: string
  readonly kind: 'function' | 'constructor' | 'method' | 'static' | 'getter' | 'setter' | 'other'
  /** It takes `self` by value. */
  readonly consumed: boolean
  readonly async: boolean
  readonly params: readonly string[]
  readonly namespace: readonly string[]
  /** To be called once at the start. */
  readonly start: boolean
}

export interface ProgramEnum {
  readonly name: string
  readonly variants: readonly { readonly name: string; readonly value: number }[]
}

export interface ProgramStruct {
  readonly name: string
  readonly fields: readonly { readonly name: string; readonly readonly: boolean }[]
}

export interface ProgramImport {
  /** Name of the core import that stands for it. */
  readonly shim: string
  /** The JavaScript module, `null` for a global. */
  readonly module: string | null
  readonly name: string
  /** How JavaScript calls it: `console.log`, `new Map`. */
  readonly label: string
  /** What the function throws goes to the guest. */
  readonly catch: boolean
}

/** The values of an imported enum of texts, in order. */
export interface ProgramTexts {
  readonly name: string
  readonly texts: readonly string[]
}

const utf8 = new TextDecoder()

/** Reads all records of the section; what is not understood is left out, names and all. */
export function readPrograms(
  sections: readonly CustomSection[],
): Programs & { readonly texts: readonly ProgramTexts[] } {
  const found = {
    release: undefined as number | undefined,
    exports: [] as ProgramExport[],
    enums: [] as ProgramEnum[],
    structs: [] as ProgramStruct[],
    imports: [] as ProgramImport[],
    texts: [] as ProgramTexts[],
    hashes: [] as string[],
  }
  for (const section of sections) {
    const reader = createReader(section.bytes, section.offset)
    try {
      while (reader.remaining > 0) {
        const release = readHeader(sized(reader))
        found.release ??= release
        const program = sized(reader)
        const read = release === undefined ? undefined : attempt(() => readProgram(program, release))
        if (read === undefined) continue
        found.exports.push(...read.exports)
        found.enums.push(...read.enums)
        found.structs.push(...read.structs)
        found.imports.push(...read.imports)
        found.texts.push(...read.texts)
        const hash = /-([0-9a-f]{16})$/.exec(read.crate)?.[1]
        if (hash !== undefined && !found.hashes.includes(hash)) found.hashes.push(hash)
      }
    } catch (error) {
      if (!(error instanceof PluginError)) throw error
    }
  }
  return found
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof PluginError) return undefined
    throw error
  }
}

/** A part behind its length in four bytes. */
function sized(reader: Reader): Reader {
  const [a = 0, b = 0, c = 0, d = 0] = reader.bytes(4)
  return reader.part((a | (b << 8) | (c << 16) | (d << 24)) >>> 0, 'a record')
}

/** The release that wrote a record: its form changes more often than the number of the schema beside it. */
function readHeader(reader: Reader): number | undefined {
  const text = utf8.decode(reader.bytes(reader.remaining))
  const found = /"version":"0\.2\.(\d{1,6})[" ]/.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

interface Program {
  readonly exports: ProgramExport[]
  readonly enums: ProgramEnum[]
  readonly structs: ProgramStruct[]
  readonly imports: ProgramImport[]
  readonly texts: ProgramTexts[]
  readonly crate: string
}

/** The first release whose records are read; there is no telling those of later ones than the newest. */
const firstRelease = 75

/** Reads one program. The numbers below are the releases that brought a field. */
function readProgram(reader: Reader, release: number): Program {
  if (release < firstRelease || release > newestRelease) reader.fail(`expected a known release, found 0.2.${release}`)
  const has = (since: number): boolean => release >= since
  const flag = (): boolean => reader.u8() !== 0
  const text = (): string => utf8.decode(reader.bytes(reader.u32()))
  const optional = <T>(read: () => T): T | null => (flag() ? read() : null)
  const list = <T>(read: () => T): T[] => {
    const items: T[] = []
    for (let count = reader.count('items'); count > 0; count--) items.push(read())
    return items
  }
  const texts = (): string[] => list(text)
  const since = <T>(release: number, read: () => T): T | undefined => (has(release) ? read() : undefined)

  function func(): { readonly name: string; readonly params: readonly string[]; readonly async: boolean } {
    const params = list(() => {
      const name = text()
      if (has(100)) {
        optional(text)
        since(114, flag)
        optional(text)
      }
      return name
    })
    const async = since(77, flag) ?? false
    since(128, flag)
    const name = text()
    flag()
    since(85, flag)
    since(82, flag)
    since(100, () => optional(text))
    since(100, () => optional(text))
    return { name, params, async }
  }

  function methodKind(): ProgramExport['kind'] {
    if (reader.u8() === 0) return 'constructor'
    const isStatic = flag()
    // RegularThis came between Regular and Getter.
    const kind = reader.u8()
    const getter = has(106) ? 2 : 1
    if (kind === getter || kind === getter + 1) text()
    if (kind === getter) return 'getter'
    if (kind === getter + 1) return 'setter'
    if (kind > getter + 1) return 'other'
    return isStatic ? 'static' : 'method'
  }

  function exported(): ProgramExport {
    const owner = optional(text)
    texts()
    const consumed = flag()
    const { name, params, async } = func()
    const namespace = since(106, () => optional(texts)) ?? []
    const kind = methodKind()
    const start = flag()
    return { class: owner, name, kind: owner === null ? 'function' : kind, consumed, async, params, namespace, start }
  }

  function enumeration(): ProgramEnum {
    const name = text()
    since(96, flag)
    const variants = list(() => {
      const variant = { name: text(), value: reader.u32() }
      texts()
      return variant
    })
    texts()
    flag()
    since(106, () => optional(texts))
    since(107, flag)
    return { name, variants }
  }

  function module(): string | null {
    const kind = reader.u8()
    if (!has(83) && kind === 0) return null
    const named = kind - (has(83) ? 0 : 1)
    if (named === 2) {
      reader.u32()
      return null
    }
    return named > 2 ? reader.fail(`expected a kind of module, found ${kind}`) : text()
  }

  const imports: ProgramImport[] = []
  const textEnums: ProgramTexts[] = []

  function imported(): void {
    const from = has(83) ? optional(module) : module()
    const namespace = optional(texts) ?? []
    since(106, () => optional(text))
    since(115, flag)
    const kind = reader.u8()
    // ImportString came between Static and Type.
    const known = has(93) ? kind : kind < 2 ? kind : kind + 1
    if (known === 0) importedFunction(from, namespace)
    else if (known === 1 || known === 2) {
      text()
      text()
    } else if (known === 3) {
      text()
      text()
      texts()
    } else if (known === 4) importedEnum()
    else if (known === 5 && has(121)) {
      text()
      texts()
      reader.u32()
      texts()
      flag()
      flag()
      flag()
    } else reader.fail(`expected a kind of import, found ${kind}`)
  }

  function importedFunction(from: string | null, namespace: readonly string[]): void {
    const shim = text()
    const catches = flag()
    flag()
    flag()
    since(128, flag)
    const owner = optional(() => ({ name: text(), kind: methodKind() }))
    flag()
    const { name } = func()
    since(128, flag)
    const place = [...namespace, ...(owner === null ? [] : [owner.name])]
    const label = owner?.kind === 'constructor' ? `new ${place.join('.')}` : [...place, name].join('.')
    imports.push({ shim, module: from, name, label, catch: catches })
  }

  function importedEnum(): void {
    // Empty as long as its texts travelled as such.
    if (!has(94)) return
    const name = text()
    if (release === 94) flag()
    const values = texts()
    if (release !== 95) {
      texts()
      flag()
      since(121, flag)
      since(106, () => optional(texts))
    }
    textEnums.push({ name, texts: values })
  }

  function struct(): ProgramStruct {
    const name = text()
    if (has(114) && !has(122)) text()
    const fields = list(() => {
      const field = { name: text(), readonly: flag() }
      texts()
      flag()
      since(85, flag)
      return field
    })
    texts()
    flag()
    flag()
    since(106, () => optional(texts))
    since(107, flag)
    since(121, () => optional(text))
    since(122, () => optional(text))
    since(122, () => optional(texts))
    return { name, fields }
  }

  const exports = list(exported)
  const enums = list(enumeration)
  list(imported)
  const structs = list(struct)
  texts()
  list(() => {
    text()
    text()
    since(94, flag)
  })
  texts()
  const crate = text()
  since(130, text)
  optional(text)
  since(84, () =>
    list(() => {
      module()
      text()
    }),
  )
  reader.end('a program')
  return { exports, enums, structs, imports, texts: textEnums, crate }
}
