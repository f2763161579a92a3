import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { defaultLimits } from '../../limits.ts'
import { decodeModule } from '../../wasm/decode.ts'
import type { CustomSection } from '../../wasm/module.ts'
import type { CoreFacts } from './facts.ts'
import { recognize } from './recognize.ts'
import { worldOf } from './world.ts'

function factsOf(path: string): CoreFacts {
  const recognized = recognize(decodeModule(new Uint8Array(readFileSync(path)), defaultLimits))
  if (recognized === undefined) throw new Error(`${path} is not recognized`)
  return recognized.facts
}

const signed = factsOf('guests/prebuilt/greeter/rust-wit-bindgen.wasm')

test('the world that bindings were made for', () => {
  const world = worldOf(signed)
  expect(world).toMatchObject({ package: 'demo:greeter@1.0.0', name: 'greeter' })
  expect(world?.exports.map(({ name }) => name)).toEqual(['language', 'greet'])
})

test('none where nobody wrote one down', () => {
  expect(worldOf(factsOf('guests/prebuilt/greeter/c.wasm'))).toBeUndefined()
})

test.each([
  ['text', new TextEncoder().encode('no component')],
  ['nothing', new Uint8Array()],
  ...Array.from({ length: 20 }, (_, at): [string, Uint8Array] => [`${at} bytes of it`, firstBytes(at * 10)]),
])('a section that holds %s is refused, and only when it is asked for', (_, bytes) => {
  const [section] = signed.worldSections
  const worldSections = [{ ...(section as CustomSection), bytes }]
  expect(() => worldOf({ ...signed, worldSections })).toThrow(expect.objectContaining({ name: 'PluginError' }))
})

test('strings in another encoding are refused', () => {
  const [section] = signed.worldSections
  const bytes = Uint8Array.from(section?.bytes ?? [])
  const name = new TextEncoder().encode('wit-component-encoding')
  const at = bytes.findIndex((_, start) => name.every((byte, index) => bytes[start + index] === byte))
  bytes[at + name.length + 1] = 1
  const worldSections = [{ ...(section as CustomSection), bytes }]
  expect(() => worldOf({ ...signed, worldSections })).toThrow(
    'expected strings in UTF-8, found a module that has them in utf16',
  )
})

function firstBytes(length: number): Uint8Array {
  return (signed.worldSections[0]?.bytes ?? new Uint8Array()).slice(0, length)
}
