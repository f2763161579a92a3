import { readFileSync } from 'node:fs'
import { contract, type Isolation, loadPlugin, type Plugin, PluginError } from 'hospes'
import { afterEach, describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/limits.ts'
import { decodeComponent } from '../../src/wasm/component/decode.ts'
import { assemble } from '../wat.ts'

// What the guest defines, what the host defines, and both across a boundary: the same in every tier.

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

const bytes = new Uint8Array(readFileSync(new URL('../../guests/prebuilt/component/buffers.wasm', import.meta.url)))

/** What the component was made of, which does the same by itself: the first of its core modules. */
function coreModule(): Uint8Array {
  const module = decodeComponent(bytes, defaultLimits).definitions.find(({ kind }) => kind === 'core module')
  if (module?.kind !== 'core module') throw new Error('expected a component with a core module')
  return module.bytes
}

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(plugin => plugin.close()))
})

async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call()
  } catch (error) {
    if (error instanceof PluginError) return error.code
    throw error
  }
  return 'none'
}

/** Disposes of a resource and waits until that is done, where it takes time. */
async function dispose(resource: Disposable & Partial<AsyncDisposable>): Promise<void> {
  if (resource[Symbol.asyncDispose] === undefined) resource[Symbol.dispose]()
  else await resource[Symbol.asyncDispose]?.()
}

const tiers = ['inline', 'worker', 'process'] as const

describe.each(
  tiers.flatMap(isolation => [[isolation, 'component', bytes] as const, [isolation, 'core', coreModule()] as const]),
)('%s, a plugin of dialect %s:', (isolation, dialect, source) => {
  type Options = NonNullable<Parameters<typeof loadPlugin<typeof documents, 'worker'>>[2]>
  /** As if its functions returned promises: awaiting does no harm where they do not. */
  async function load(options: Partial<Options> = {}): Promise<Plugin<typeof documents, 'worker'>> {
    const imports = { sinks: { Sink, close: (sink: Pick<Sink, 'name'>) => (sink as Sink).lines.length } }
    const plugin = await loadPlugin(source, documents, { imports, ...options, isolation: isolation as 'worker' })
    open.push(plugin)
    expect(plugin.dialect.name).toBe(dialect)
    return plugin
  }

  test('a resource of the guest is a class with constructor, methods and statics', async () => {
    const { Buffer, alive } = (await load()).exports.buffers
    const buffer = new Buffer('ab')
    expect(buffer).toBeInstanceOf(Buffer)
    expect([Buffer.name, Object.keys(buffer)]).toEqual(['Buffer', []])
    expect([await buffer.append('cde'), await buffer.text()]).toEqual([5, 'abcde'])
    const joined = await Buffer.join([buffer, buffer])
    expect([await joined.text(), await alive()]).toEqual(['abcdeabcde', 2])
  })

  test('it travels within results and is dropped once', async () => {
    const { Buffer, alive } = (await load()).exports.buffers
    const [left, right] = await new Buffer('héllo').split(3)
    expect([await left.text(), await right.text()]).toEqual(['hé', 'llo'])
    const before = await alive()
    await dispose(left)
    await dispose(left)
    expect(await alive()).toBe(before - 1)
    expect(await codeOf(() => left.text())).toBe('stale-handle')
    expect(await right.text()).toBe('llo')
  })

  test('it is taken by own and lent by borrow', async () => {
    const { Buffer, concatenate, copy, equal } = (await load()).exports.buffers
    const [a, b] = [new Buffer('a'), new Buffer('b')]
    expect(await equal(a, await copy(a))).toBe(true)
    const both = await concatenate(a, b)
    expect(await both.text()).toBe('ab')
    expect(await codeOf(() => a.text())).toBe('stale-handle')
    expect(await codeOf(() => equal(b, b))).toBe('stale-handle')
    await dispose(a)
  })

  test('the err of its method is a guest error', async () => {
    const { Buffer } = (await load()).exports.buffers
    expect(await codeOf(() => new Buffer('é').split(1))).toBe('guest-error')
  })

  test('something else in its place never reaches the guest', async () => {
    const plugin = await load()
    const { Buffer, copy, equal } = plugin.exports.buffers
    for (const wrong of [{ text: () => 'x' }, { number: 1 }, undefined, 1, 'x', new Sink('x')])
      expect(await codeOf(() => copy(wrong as never))).toBe('invalid-argument')
    expect(await codeOf(() => equal(new Buffer('a'), null as never))).toBe('invalid-argument')
    expect(await codeOf(() => Buffer.prototype.text.call({} as never))).toBe('invalid-argument')
    expect(await codeOf(() => (Buffer as unknown as (text: string) => void)('x'))).toBe('invalid-argument')
    expect(plugin.restarts).toBe(0)
  })

  test('one of another plugin is none of this one', async () => {
    const [plugin, other] = [await load(), await load()]
    const foreign = new other.exports.buffers.Buffer('x')
    expect(await foreign.text()).toBe('x')
    expect(await codeOf(() => plugin.exports.buffers.copy(foreign))).toBe('stale-handle')
  })

  test('it works under the bounds of single calls', async () => {
    const plugin = await load()
    const { Buffer } = plugin.with({ fuel: 1_000_000 }).buffers
    const buffer = new Buffer('x')
    const copy = await plugin.exports.buffers.copy(buffer)
    expect([await copy.text(), await buffer.text()]).toEqual(['x', 'x'])
  })

  test('a resource of the host is lent as the host’s own object', async () => {
    const sink = new Sink('log')
    const { Buffer } = (await load()).exports.buffers
    const buffer = new Buffer('a\nb')
    expect(await buffer.flush(sink)).toBe(2)
    expect([sink.lines, sink.disposed]).toEqual([['a', 'b'], 0])
  })

  test('what is lent is given back with the end of the call', async () => {
    const plugin = await load({ limits: { handles: 8 } })
    const buffer = new plugin.exports.buffers.Buffer('a')
    const sink = new Sink('log')
    for (let turn = 0; turn < 20; turn++) await buffer.flush(sink)
    expect(sink.lines).toHaveLength(20)
  })

  test('it is given, kept, and comes back', async () => {
    const { Buffer } = (await load()).exports.buffers
    const sink = new Sink('kept')
    const buffer = new Buffer('x')
    expect(await buffer.attach(sink)).toBeUndefined()
    expect([await buffer.keeps(), await buffer.save(), sink.lines]).toEqual(['kept', 1, ['x']])
    expect(await buffer.detach()).toBe(sink)
    expect(await buffer.keeps()).toBeUndefined()
    expect(sink.disposed).toBe(0)
  })

  test('it is disposed of when the guest drops it', async () => {
    const sink = new Sink('dropped')
    const { Buffer } = (await load()).exports.buffers
    const buffer = new Buffer('x')
    await buffer.attach(sink)
    await dispose(buffer)
    expect(sink.disposed).toBe(1)
  })

  test('it is made by the guest', async () => {
    const { Buffer, archive, publish } = (await load()).exports.buffers
    const published = await publish('new', new Buffer('a\nb\nc'))
    expect(published).toBeInstanceOf(Sink)
    expect([await published.name(), (published as unknown as Sink).lines]).toEqual(['new', ['a', 'b', 'c']])
    expect(await archive('away', new Buffer('1\n2'))).toBe(2)
  })

  test('something else in its place never reaches the guest either', async () => {
    const plugin = await load()
    const buffer = new plugin.exports.buffers.Buffer('x')
    for (const wrong of [undefined, null, 1, 'x'])
      expect(await codeOf(() => buffer.flush(wrong as never))).toBe('invalid-argument')
    expect([await buffer.text(), plugin.restarts]).toEqual(['x', 0])
  })

  test('what the host throws when it is disposed of fails the call', async () => {
    class Stuck extends Sink {
      override [Symbol.dispose](): void {
        throw new Error('stuck')
      }
    }
    const plugin = await load({ restarts: 0 })
    const buffer = new plugin.exports.buffers.Buffer('x')
    await buffer.attach(new Stuck('stuck'))
    expect(await codeOf(() => dispose(buffer))).toBe('host-error')
    expect(await plugin.exports.buffers.alive()).toBe(0)
  })
})

const things = contract(`
  package a:b;
  interface api {
    resource thing { constructor(n: u32); n: func() -> u32; }
    sum: func(all: list<borrow<thing>>) -> u32;
    trap: func();
  }
  world w { export api; }
`)

/** A thing is its number. Made of 0 it traps, of 7 it never is, of 13 it traps when it is dropped. */
const thingsSource = `(module
  (import "[export]a:b/api" "[resource-new]thing" (func $new (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "a:b/api#[constructor]thing") (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then unreachable))
    (loop $again (br_if $again (i32.eq (local.get $n) (i32.const 7))))
    (call $new (local.get $n)))
  (func (export "a:b/api#[method]thing.n") (param i32) (result i32) (local.get 0))
  (func (export "a:b/api#[dtor]thing") (param i32)
    (if (i32.eq (local.get 0) (i32.const 13)) (then unreachable)))
  (func (export "a:b/api#sum") (param $at i32) (param $length i32) (result i32) (local $sum i32)
    (loop $next
      (if (local.get $length) (then
        (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br $next))))
    (local.get $sum))
  (func (export "a:b/api#trap") unreachable))`

const module = await assemble(thingsSource)

function loadThings<const I extends Isolation>(isolation: I, limits = {}): Promise<Plugin<typeof things, I>> {
  const plugin = loadPlugin(module, things, { isolation, limits })
  void plugin.then(each => open.push(each))
  return plugin
}

describe.each(['worker', 'process'] as const)('%s:', isolation => {
  test('creation is queued, and its failure is that of the first call and of all others', async () => {
    const { Thing, sum } = (await loadThings(isolation)).exports.api
    const [three, four] = [new Thing(3), new Thing(4)]
    const total = sum([three, four])
    const bad = new Thing(0)
    const calls = [bad.n(), sum([three, bad])]
    expect(await total).toBe(7)
    for (const call of calls) expect(await codeOf(() => call)).toBe('trap')
    expect(await codeOf(() => bad.n())).toBe('trap')
    await dispose(bad)
  })

  test('a failure that no call has told is told when the resource is disposed of', async () => {
    const { Thing } = (await loadThings(isolation)).exports.api
    const unused = new Thing(0)
    expect(await codeOf(() => dispose(unused))).toBe('trap')
    const forgotten = new Thing(0)
    forgotten[Symbol.dispose]()
    expect(await new Thing(1).n()).toBe(1)
  })

  test('a creation that hangs ends by the deadline', async () => {
    const { Thing } = (await loadThings(isolation, { deadlineMs: 100, fuel: 'unlimited' })).exports.api
    const hung = new Thing(7)
    expect(await codeOf(() => hung.n())).toBe('deadline-exceeded')
    expect(await codeOf(() => hung.n())).toBe('deadline-exceeded')
    expect(await new Thing(1).n()).toBe(1)
  })

  test('handles of an instance, a thread or a process that is no more are stale', async () => {
    const plugin = await loadThings(isolation, { deadlineMs: 100, fuel: 'unlimited' })
    const { Thing, trap } = plugin.exports.api
    const [first, second] = [new Thing(1), new Thing(2)]
    expect(await second.n()).toBe(2)
    expect(await codeOf(trap)).toBe('trap')
    expect(await codeOf(() => first.n())).toBe('stale-handle')
    const third = new Thing(3)
    expect([await third.n(), await codeOf(() => second.n())]).toEqual([3, 'stale-handle'])
    expect(await codeOf(() => new Thing(7).n())).toBe('deadline-exceeded')
    const restarts = plugin.restarts
    await dispose(third)
    expect(plugin.restarts).toBe(restarts)
    const fourth = new Thing(4)
    expect([await codeOf(() => third.n()), await fourth.n()]).toEqual(['stale-handle', 4])
  })

  test('a destructor that traps is told to who waits for it', async () => {
    const { Thing } = (await loadThings(isolation)).exports.api
    const [waited, forgotten] = [new Thing(13), new Thing(13)]
    expect(await waited.n()).toBe(13)
    expect(await codeOf(() => dispose(waited))).toBe('trap')
    forgotten[Symbol.dispose]()
    expect(await new Thing(1).n()).toBe(1)
  })

  test('a closed plugin has no resources any more', async () => {
    const plugin = await loadThings(isolation)
    const thing = new plugin.exports.api.Thing(1)
    const call = codeOf(() => thing.n())
    await plugin.close()
    expect(await call).toBe('closed')
    expect(await codeOf(() => thing.n())).toBe('closed')
    await dispose(thing)
    expect(await codeOf(() => new plugin.exports.api.Thing(1).n())).toBe('closed')
  })

  test('methods of the host may be async', async () => {
    class Slow extends Sink {
      override write(line: string): number {
        return new Promise(resolve => setImmediate(() => resolve(super.write(line)))) as unknown as number
      }
    }
    const imports = { sinks: { Sink: Slow, close: (sink: Pick<Sink, 'name'>) => (sink as Sink).lines.length } }
    const plugin = await loadPlugin(bytes, documents, { isolation, imports })
    open.push(plugin)
    const published = await plugin.exports.buffers.publish('x', new plugin.exports.buffers.Buffer('a\nb'))
    expect((published as unknown as Sink).lines).toEqual(['a', 'b'])
  })
})
