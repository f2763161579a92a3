import { beforeEach, describe, expect, test } from 'vitest'
import { err, type Failure } from '../../contract/err.ts'
import { PluginError } from '../../errors.ts'
import { GuestResource, type ResourceType } from '../../memory/resource.ts'
import { parseWit } from '../../wit/parse.ts'
import { slots } from '../../wit/slots.ts'
import { createGuestEnd, type GuestEnd } from './guest-end.ts'
import { createHostEnd, type HostEnd } from './host-end.ts'
import { HostObject } from './host-object.ts'
import { RemoteResource } from './remote-resource.ts'

const world = parseWit(`
  package a:b;
  interface store {
    resource item { constructor(); size: func() -> u32; }
    find: func(name: string) -> result<option<item>, item>;
    keep: func(all: list<item>, one: borrow<item>);
  }
  interface api {
    use store.{item};
    resource thing { constructor(n: u32); n: func() -> u32; }
    record pair { item: item, thing: option<thing>, n: u32 }
    variant choice { item(item), things(list<thing>), none }
    type deep = option<option<item>>;
    plain: func(n: u32) -> list<string>;
    pairs: func(v: list<pair>) -> list<pair>;
    choose: func(v: choice) -> choice;
    dive: func(v: deep) -> deep;
    both: func(v: tuple<item, u32, thing>) -> tuple<item, u32, thing>;
    entries: func(v: map<string, item>) -> map<string, item>;
    inner: func(v: list<result<item, thing>>) -> list<result<item, thing>>;
    swap: func(v: thing) -> result<item, thing>;
    look: func(a: borrow<item>, b: borrow<thing>) -> u32;
  }
  world w { import store; export api; }
`)
const slotOf = (name: string): number =>
  slots(world.exports, world).findIndex(({ function: func }) => func.name === name)
const importOf = (name: string): number =>
  slots(world.imports, world).findIndex(({ function: func }) => func.name === name)

const type: ResourceType = { name: 'thing', owner: undefined, guest: undefined, destroy: () => undefined }

let host: HostEnd
let guest: GuestEnd
let dropped: number[]
beforeEach(() => {
  host = createHostEnd(world, 100)
  dropped = []
  guest = createGuestEnd(world, number => dropped.push(number))
})

/** A call as it goes over and comes back: `run` is the guest's function. */
function call(name: string, args: readonly unknown[], run: (...args: unknown[]) => unknown): unknown {
  const slot = slotOf(name)
  const sent = host.send(slot, args)
  const value = structuredClone(guest.serve(slot, structuredClone(sent.args), -1, run))
  host.settle(sent)
  return sent.crossing === undefined ? value : sent.crossing.result(value)
}

let numberOfThings = 0
/** A thing that the host has, and the guest under the same number. */
function makeThing(): RemoteResource {
  numberOfThings += 1
  const thing = new RemoteResource('thing', -numberOfThings, host)
  guest.serve(slotOf('[constructor]thing'), [1], -numberOfThings, () => new GuestResource(type, 7, 'owned'))
  return thing
}

class Item {
  disposed: number

  constructor() {
    this.disposed = 0
  }

  [Symbol.dispose](): void {
    this.disposed += 1
  }
}

/** Gives back what it gets, as a guest does that takes a thing and hands it out again. */
function echo(value: unknown): unknown {
  if (value instanceof HostObject) return value
  if (value instanceof GuestResource) {
    value.state = 'gone'
    return new GuestResource(type, value.representation, 'owned')
  }
  if (Array.isArray(value)) return value.map(echo)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, echo(field)]))
}

/** The same value, with what crossed as a handle named: `item 1`, `thing`. */
function named(value: unknown, items: readonly Item[]): unknown {
  if (value instanceof Item) return `item ${items.indexOf(value)}`
  if (value instanceof RemoteResource) return 'thing'
  if (Array.isArray(value)) return value.map(each => named(each, items))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, named(field, items)]))
}

describe('values with resources in them', () => {
  test.each<[string, (items: Item[], thing: () => RemoteResource) => unknown]>([
    [
      'pairs',
      ([a, b], thing) => [
        { item: a, thing: thing(), n: 1 },
        { item: b, thing: undefined, n: 2 },
      ],
    ],
    ['choose', ([a]) => ({ tag: 'item', val: a })],
    ['choose', (_, thing) => ({ tag: 'things', val: [thing(), thing()] })],
    ['choose', () => ({ tag: 'none' })],
    ['dive', ([a]) => ({ tag: 'some', val: a })],
    ['dive', () => ({ tag: 'none' })],
    ['dive', () => undefined],
    ['both', ([a], thing) => [a, 5, thing()]],
    [
      'entries',
      ([a, b]) => [
        ['x', a],
        ['y', b],
      ],
    ],
    [
      'inner',
      ([a], thing) => [
        { tag: 'ok', val: a },
        { tag: 'err', val: thing() },
      ],
    ],
  ])('%s come back as they went', (name, make) => {
    const items = [new Item(), new Item()]
    const value = make(items, makeThing)
    const back = call(name, [value], seen => {
      expect(String(JSON.stringify(seen))).not.toContain('disposed')
      return echo(seen)
    })
    const absent = (given: unknown): unknown => JSON.parse(JSON.stringify(named(given, items) ?? null))
    expect(absent(back)).toEqual(absent(value))
  })

  test('functions without resources are left alone', () => {
    const args = [[1]]
    const sent = host.send(slotOf('plain'), args)
    expect([sent.args, sent.crossing]).toEqual([args, undefined])
    expect(sent.args).toBe(args)
  })

  test('the payload of an error crosses too', () => {
    const sent = host.send(slotOf('swap'), [makeThing()])
    const run = (): never => {
      throw new PluginError('guest-error', 'no', { payload: new GuestResource(type, 7, 'owned') })
    }
    try {
      guest.serve(slotOf('swap'), sent.args, -1, run)
      expect.unreachable()
    } catch (error) {
      expect((error as PluginError).payload).toBe(1)
      expect(sent.crossing?.payload(1)).toBeInstanceOf(RemoteResource)
    }
  })
})

describe('what each side keeps', () => {
  test('a lent object until the call ends, a given one until the guest gives it up', () => {
    const [item, thing] = [new Item(), makeThing()]
    const sent = host.send(slotOf('look'), [item, thing])
    expect(sent.lent).toEqual([1])
    guest.serve(slotOf('look'), sent.args, -1, seen => {
      expect(host.imports[importOf('[method]item.size')]?.args([(seen as HostObject).number])).toEqual([item])
      return 1
    })
    host.settle(sent)
    expect(() => host.imports[importOf('[method]item.size')]?.args([1])).toThrow(
      expect.objectContaining({ code: 'crashed' }),
    )
    call('choose', [{ tag: 'item', val: item }], seen => {
      const object = (seen as { val: HostObject }).val
      object[Symbol.dispose]()
      return { tag: 'none' }
    })
    expect(dropped).toEqual([2])
    host.drop(2)
    host.drop(2)
    expect(item.disposed).toBe(1)
  })

  test('nothing of a call that is refused', () => {
    const tight = createHostEnd(world, 1)
    for (let turn = 0; turn < 3; turn++)
      expect(() => tight.send(slotOf('both'), [[new Item(), 1, 'no thing']])).toThrow(
        expect.objectContaining({
          code: 'invalid-argument',
          message: 'v: expected resource thing, found string',
        }),
      )
    expect(() =>
      tight.send(slotOf('entries'), [
        [
          ['a', new Item()],
          ['b', new Item()],
        ],
      ]),
    ).toThrow(expect.objectContaining({ code: 'limit-exceeded' }))
    tight.send(slotOf('dive'), [new Item()])
  })

  test('no number of a resource that is gone', () => {
    const thing = makeThing()
    call('both', [[new Item(), 1, thing]], echo)
    expect(guest.release(thing.number)).toBeUndefined()
    expect(() => call('look', [new Item(), thing], () => 1)).toThrow(expect.objectContaining({ code: 'stale-handle' }))
    const other = makeThing()
    guest.forget()
    expect(() => call('look', [new Item(), other], () => 1)).toThrow(expect.objectContaining({ code: 'stale-handle' }))
  })

  test('results of host functions, with their errs', () => {
    const item = new Item()
    const find = host.imports[importOf('find')]
    const [found, missing] = [find?.result(item), find?.result(err(item))]
    expect([found, (missing as Failure<number>).payload]).toEqual([1, 2])
    const seen = guest.ask(importOf('find'), ['x'], () => found) as HostObject
    expect(seen).toBeInstanceOf(HostObject)
    const failed = guest.ask(importOf('find'), ['x'], () => missing)
    expect((failed as Failure<unknown>).payload).toBeInstanceOf(HostObject)
    guest.ask(importOf('keep'), [[seen], seen], args => {
      expect(args).toEqual([[1], 1])
      expect(host.imports[importOf('keep')]?.args([[2], 1])).toEqual([[item], item])
      return undefined
    })
  })
})
