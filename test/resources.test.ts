import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { contract, loadPlugin, PluginError } from '../src/index.ts'
import { defaultLimits } from '../src/limits.ts'
import { decodeComponent } from '../src/wasm/component/decode.ts'

const documents = contract(`
  package demo:text@1.0.0;
  interface sinks {
    resource sink {
      constructor(name: string);
      open: static func(name: string) -> result<sink, string>;
      name: func() -> string;
      write: func(line: string) -> u32;
    }
    close: func(sink: sink) -> u32;
  }
  interface buffers {
    use sinks.{sink};
    resource buffer {
      constructor(text: string);
      join: static func(parts: list<borrow<buffer>>) -> buffer;
      text: func() -> string;
      append: func(text: string) -> u32;
      split: func(at: u32) -> result<tuple<buffer, buffer>, string>;
      flush: func(to: borrow<sink>) -> u32;
      attach: func(to: sink) -> option<sink>;
      detach: func() -> option<sink>;
      keeps: func() -> option<string>;
      save: func() -> option<u32>;
    }
    concatenate: func(a: buffer, b: buffer) -> buffer;
    copy: func(original: borrow<buffer>) -> buffer;
    equal: func(a: borrow<buffer>, b: borrow<buffer>) -> bool;
    publish: func(name: string, original: borrow<buffer>) -> result<sink, string>;
    archive: func(name: string, original: buffer) -> u32;
    alive: func() -> u32;
  }
  world documents { import sinks; export buffers; }
`)

class Sink {
  readonly lines: string[] = []
  disposed = 0
  readonly #name: string
  constructor(name: string) {
    this.#name = name
  }
  static open(name: string): Sink {
    return new Sink(name)
  }
  name(): string {
    return this.#name
  }
  write(line: string): number {
    return this.lines.push(line)
  }
  [Symbol.dispose](): void {
    this.disposed += 1
  }
}

const bytes = new Uint8Array(readFileSync(new URL('../guests/prebuilt/component/buffers.wasm', import.meta.url)))

/** What the component was made of, which does the same by itself: the first of its core modules. */
function coreModule(): Uint8Array {
  const module = decodeComponent(bytes, defaultLimits).definitions.find(({ kind }) => kind === 'core module')
  if (module?.kind !== 'core module') throw new Error('expected a component with a core module')
  return module.bytes
}

function codeOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof PluginError) return error.code
    throw error
  }
  return 'none'
}

describe.each([
  ['a component', 'component', bytes],
  ['a core module', 'core', coreModule()],
])('of %s:', (_form, dialect, source) => {
  test('is one of the dialect', () => {
    expect(plugin.dialect.name).toBe(dialect)
  })

  const open = () =>
    loadPlugin(source, documents, { imports: { sinks: { Sink, close: sink => (sink as Sink).lines.length } } })
  let plugin: Awaited<ReturnType<typeof open>>
  beforeEach(async () => {
    plugin = await open()
  })

  describe('a resource of the guest', () => {
    test('is a class with constructor, methods and statics', () => {
      const { Buffer, alive } = plugin.exports.buffers
      const buffer = new Buffer('ab')
      expect(buffer).toBeInstanceOf(Buffer)
      expect([Buffer.name, Object.keys(buffer)]).toEqual(['Buffer', []])
      expect([buffer.append('cde'), buffer.text()]).toEqual([5, 'abcde'])
      const joined = Buffer.join([buffer, buffer])
      expect([joined.text(), alive()]).toEqual(['abcdeabcde', 2])
    })

    test('travels within results and is dropped once', () => {
      const { Buffer, alive } = plugin.exports.buffers
      const [left, right] = new Buffer('héllo').split(3)
      expect([left.text(), right.text()]).toEqual(['hé', 'llo'])
      const before = alive()
      left[Symbol.dispose]()
      left[Symbol.dispose]()
      expect(alive()).toBe(before - 1)
      expect(codeOf(() => left.text())).toBe('stale-handle')
      expect(right.text()).toBe('llo')
    })

    test('is taken by own and lent by borrow', () => {
      const { Buffer, concatenate, copy, equal } = plugin.exports.buffers
      const [a, b] = [new Buffer('a'), new Buffer('b')]
      expect(equal(a, copy(a))).toBe(true)
      expect(concatenate(a, b).text()).toBe('ab')
      expect(codeOf(() => a.text())).toBe('stale-handle')
      expect(codeOf(() => equal(b, b))).toBe('stale-handle')
    })

    test('err of a method is a guest error', () => {
      const { Buffer } = plugin.exports.buffers
      expect(codeOf(() => new Buffer('é').split(1))).toBe('guest-error')
    })

    test('something else in its place never reaches the guest', () => {
      const { Buffer, copy } = plugin.exports.buffers
      // @ts-expect-error: not a buffer
      expect(codeOf(() => copy({ text: () => 'x' }))).toBe('invalid-argument')
      // @ts-expect-error: not a buffer
      expect(codeOf(() => copy(undefined))).toBe('invalid-argument')
      expect(codeOf(() => Buffer.prototype.text.call({} as never))).toBe('invalid-argument')
      expect(codeOf(() => (Buffer as unknown as (text: string) => void)('x'))).toBe('invalid-argument')
      expect(plugin.restarts).toBe(0)
    })

    test('of another plugin is none of this one', async () => {
      const other = await open()
      const foreign = new other.exports.buffers.Buffer('x')
      expect(codeOf(() => plugin.exports.buffers.copy(foreign))).toBe('stale-handle')
    })
  })

  describe('a resource of the host', () => {
    test('is lent as the host’s own object', () => {
      const sink = new Sink('log')
      const buffer = new plugin.exports.buffers.Buffer('a\nb')
      expect(buffer.flush(sink)).toBe(2)
      expect(sink.lines).toEqual(['a', 'b'])
      expect(sink.disposed).toBe(0)
    })

    test('is given, kept, and comes back', () => {
      const { Buffer } = plugin.exports.buffers
      const sink = new Sink('kept')
      const buffer = new Buffer('x')
      expect(buffer.attach(sink)).toBeUndefined()
      expect([buffer.keeps(), buffer.save(), sink.lines]).toEqual(['kept', 1, ['x']])
      expect(buffer.detach()).toBe(sink)
      expect(buffer.keeps()).toBeUndefined()
    })

    test('is disposed of when the guest drops it', () => {
      const sink = new Sink('dropped')
      const buffer = new plugin.exports.buffers.Buffer('x')
      buffer.attach(sink)
      buffer[Symbol.dispose]()
      expect(sink.disposed).toBe(1)
    })

    test('is made by the guest', () => {
      const { Buffer, archive, publish } = plugin.exports.buffers
      const published = publish('new', new Buffer('a\nb\nc'))
      expect(published).toBeInstanceOf(Sink)
      expect([published.name(), (published as Sink).lines]).toEqual(['new', ['a', 'b', 'c']])
      expect(archive('away', new Buffer('1\n2'))).toBe(2)
    })
  })
})
