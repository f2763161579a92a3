import { PluginError } from '../errors.ts'
import { moduleHeader } from './sections.ts'

const magic = [0x00, 0x61, 0x73, 0x6d]

/** Well-known beginnings of other files, so that a message can say what was found instead. */
const others: readonly (readonly [what: string, ...bytes: number[]])[] = [
  ['a PNG image', 0x89, 0x50, 0x4e, 0x47],
  ['a JPEG image', 0xff, 0xd8, 0xff],
  ['a GIF image', 0x47, 0x49, 0x46, 0x38],
  ['a ZIP archive', 0x50, 0x4b, 0x03, 0x04],
  ['gzipped data, which must be unpacked first', 0x1f, 0x8b],
  ['a Zstandard archive', 0x28, 0xb5, 0x2f, 0xfd],
  ['a native program (ELF)', 0x7f, 0x45, 0x4c, 0x46],
  ['a native program (PE)', 0x4d, 0x5a],
  ['a native program (Mach-O)', 0xcf, 0xfa, 0xed, 0xfe],
  ['LLVM bitcode, which must be linked first', 0x42, 0x43, 0xc0, 0xde],
  ['a static library, whose objects must be linked first', 0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e],
  ['a PDF document', 0x25, 0x50, 0x44, 0x46],
  ['a Git LFS pointer in place of the file', ...new TextEncoder().encode('version https://git-lfs')],
]

/**
 * Tells a core module from a component by the first eight bytes.
 * @throws PluginError `not-wasm` for anything else, `malformed` for a broken header, `unsupported` for other versions
 */
export function recognizeBinary(bytes: Uint8Array): 'core' | 'component' {
  if (!startsWith(bytes, magic)) {
    throw new PluginError('not-wasm', `expected a WebAssembly binary, found ${describe(bytes)}`, { offset: 0 })
  }
  if (bytes.length < moduleHeader.length) {
    const message = `expected the ${moduleHeader.length} bytes of a WebAssembly header, found ${bytes.length}`
    throw new PluginError('malformed', message, { offset: bytes.length })
  }
  const version = (bytes[4] as number) | ((bytes[5] as number) << 8)
  const layer = (bytes[6] as number) | ((bytes[7] as number) << 8)
  if (layer === 0 && version === 1) return 'core'
  if (layer === 1 && version === 0x0d) return 'component'
  if (layer === 1) {
    const message = `expected a component of version 13, found one of version ${version}`
    throw new PluginError('unsupported', message, { offset: 4 })
  }
  const message = `expected a core module of version 1, found ${layer === 0 ? 'version' : `layer ${layer}, version`} ${version}`
  throw new PluginError('malformed', message, { offset: 4 })
}

function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file'
  for (const [what, ...first] of others) if (startsWith(bytes, first)) return what
  const text = textOf(bytes.subarray(0, 64))
  if (text === undefined) {
    return bytes.length < magic.length
      ? `a file of ${bytes.length} byte${bytes.length === 1 ? '' : 's'}`
      : `a file that begins with ${[...bytes.subarray(0, 4)].map(byte => byte.toString(16).padStart(2, '0')).join(' ')}`
  }
  if (/^\s*(;;|\(\s*(module|component))/.test(text)) return 'WebAssembly text, which must be assembled first'
  const line = text.trim().split('\n', 1)[0] ?? ''
  return `text: ${JSON.stringify(line.length > 32 ? `${line.slice(0, 32)}...` : line)}`
}

/** The beginning of the file as text; undefined when it holds anything but printable ASCII and white space. */
function textOf(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes)
  return /^[\t\n\r\x20-\x7e]+$/.test(text) ? text : undefined
}

function startsWith(bytes: Uint8Array, first: readonly number[]): boolean {
  return bytes.length >= first.length && first.every((byte, index) => bytes[index] === byte)
}
