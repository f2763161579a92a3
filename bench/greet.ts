import type { CoreGuest } from './guest.ts'
import type { Case } from './measure.ts'

/** The parts of `Buffer` that carry strings without objects in between; types of Node don't list them. */
interface NativeBuffer extends Buffer {
  latin1Write(text: string, offset: number, length: number): number
  utf8Write(text: string, offset: number, length: number): number
  utf8Slice(start: number, end: number): string
}

/** Eight texts of this many letters, each flat in memory, so that no engine folds them into one. */
export function texts(length: number): readonly string[] {
  return Array.from({ length: 8 }, (_, i) =>
    Buffer.from(Array.from({ length }, (_, at) => 97 + ((at + i) % 26))).toString('latin1'),
  )
}

function each(items: readonly string[], run: (text: string) => number): Case {
  return rounds => {
    let sum = 0
    for (let i = 0; i < rounds; i++) sum += run(items[i & 7] as string)
    return sum
  }
}

/**
 * The parts that no call can do without, each by every technique there is: lower, the core calls, lift. The least of
 * each, added up, is the floor.
 */
export function floorCases(core: CoreGuest, items: readonly string[]) {
  const length = items[0]?.length ?? 0
  const u8 = new Uint8Array(core.memory.buffer)
  const buffer = Buffer.from(core.memory.buffer) as NativeBuffer
  const encoder = new TextEncoder()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })
  const at = 1 << 20
  for (const [i, text] of items.entries()) buffer.write(text, at + i, 'latin1')
  const isShort = length <= 64

  const lower = {
    'lower by encodeInto': each(items, text => encoder.encodeInto(text, u8.subarray(at, at + length)).written),
    'lower by latin1Write': each(items, text => buffer.latin1Write(text, at, length)),
    'lower by utf8Write': each(items, text => buffer.utf8Write(text, at, length)),
    ...(isShort && {
      'lower by charCodeAt': each(items, text => {
        const units = text.length
        for (let i = 0; i < units; i++) {
          const unit = text.charCodeAt(i)
          if (unit > 127) return -1
          u8[at + i] = unit
        }
        return units
      }),
    }),
  }
  const call = {
    'core calls': each(items, text => {
      const address = core.cabi_realloc(0, 0, 1, text.length)
      const result = core.greet(address, text.length)
      core.cabi_post_greet(result)
      return result
    }),
  }
  const greeted = length + 8
  const lift = {
    'lift by TextDecoder': each(items, () => decoder.decode(u8.subarray(at, at + greeted)).length),
    'lift by strict TextDecoder': each(items, () => strict.decode(u8.subarray(at, at + greeted)).length),
    'lift by utf8Slice': each(items, () => buffer.utf8Slice(at, at + greeted).length),
    ...(isShort && {
      'lift by fromCharCode': each(items, () => {
        let text = ''
        let i = at
        const end = at + greeted
        for (; i + 8 <= end; i += 8) {
          const [a, b, c, d] = [u8[i], u8[i + 1], u8[i + 2], u8[i + 3]] as [number, number, number, number]
          const [e, f, g, h] = [u8[i + 4], u8[i + 5], u8[i + 6], u8[i + 7]] as [number, number, number, number]
          if ((a | b | c | d | e | f | g | h) > 127) return -1
          text += String.fromCharCode(a, b, c, d, e, f, g, h)
        }
        for (; i < end; i++) text += String.fromCharCode(u8[i] as number)
        return text.length
      }),
    }),
  }
  return { lower, call, lift }
}

/** Glue as people write it by hand, correct and without a thought of speed. */
function straightforward(core: CoreGuest, text: string): string {
  const bytes = new TextEncoder().encode(text)
  const address = core.cabi_realloc(0, 0, 1, bytes.length)
  new Uint8Array(core.memory.buffer).set(bytes, address)
  const result = core.greet(address, bytes.length)
  const view = new DataView(core.memory.buffer)
  const [start, length] = [view.getUint32(result, true), view.getUint32(result + 4, true)]
  const greeting = new TextDecoder().decode(new Uint8Array(core.memory.buffer, start, length))
  core.cabi_post_greet(result)
  return greeting
}

/** The contestants that greet with these texts. */
export function greetCases(core: CoreGuest, greet: (name: string) => string, items: readonly string[]) {
  const [text = ''] = items
  for (const answer of [greet(text), straightforward(core, text)])
    if (answer !== `Hello, ${text}!`) throw new Error(`a contestant answers ${JSON.stringify(answer.slice(0, 80))}`)
  return {
    hospes: each(items, name => greet(name).length),
    straightforward: each(items, name => straightforward(core, name).length),
  }
}
