import { expect, test } from 'vitest'
import { recognizeBinary } from './recognize.ts'

const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const magic = [0x00, 0x61, 0x73, 0x6d]

test('a core module and a component', () => {
  expect(recognizeBinary(Uint8Array.of(...magic, 1, 0, 0, 0))).toBe('core')
  expect(recognizeBinary(Uint8Array.of(...magic, 0x0d, 0, 1, 0))).toBe('component')
})

test.each([
  [new Uint8Array(), 'not-wasm', 'an empty file'],
  [Uint8Array.of(0x00), 'not-wasm', 'a file of 1 byte'],
  [Uint8Array.of(0xde, 0xad, 0xbe, 0xef, 0), 'not-wasm', 'a file that begins with de ad be ef'],
  [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'not-wasm', 'a PNG image'],
  [Uint8Array.of(0x1f, 0x8b, 8, 0), 'not-wasm', 'gzipped data, which must be unpacked first'],
  [text('  (module)'), 'not-wasm', 'WebAssembly text, which must be assembled first'],
  [text(';; a greeter\n(module)'), 'not-wasm', 'WebAssembly text, which must be assembled first'],
  [text('hello, I am a "plugin"\nreally'), 'not-wasm', 'text: "hello, I am a \\"plugin\\""'],
  [text('<!doctype html><html><head><title>404</title>'), 'not-wasm', 'text: "<!doctype html><html><head><titl..."'],
  [text('version https://git-lfs.github.com/spec/v1'), 'not-wasm', 'a Git LFS pointer in place of the file'],
])('%j is no WebAssembly', (bytes, code, found) => {
  const message = `expected a WebAssembly binary, found ${found}`
  expect(() => recognizeBinary(bytes)).toThrow(expect.objectContaining({ code, message, offset: 0 }))
})

test.each([
  [[1, 0, 0], 'malformed', 'expected the 8 bytes of a WebAssembly header, found 7', 7],
  [[2, 0, 0, 0], 'malformed', 'expected a core module of version 1, found version 2', 4],
  [[1, 0, 7, 0], 'malformed', 'expected a core module of version 1, found layer 7, version 1', 4],
  [[12, 0, 1, 0], 'unsupported', 'expected a component of version 13, found one of version 12', 4],
])('behind the magic number, %j is refused', (version, code, message, offset) => {
  const bytes = Uint8Array.of(...magic, ...version)
  expect(() => recognizeBinary(bytes)).toThrow(expect.objectContaining({ code, message, offset }))
})
