import { describe, expect, test } from 'vitest'
import wabt from 'wabt'
import { allocate, checkRange, reallocate } from './bounds.ts'
import { chargeLift } from './budget.ts'
import { createGuest, type Guest } from './guest.ts'

const limits = { liftedBytes: 100, liftedItems: 10, hostCalls: 5, logLines: 3, logBytes: 50 }

async function assemble(text: string): Promise<WebAssembly.Module> {
  const { parseWat } = await wabt()
  const module = parseWat('test.wat', text, { exceptions: true })
  return new WebAssembly.Module(new Uint8Array(module.toBinary({}).buffer))
}

function guestWith(pages: number, realloc: Guest['realloc'] = () => 0): { guest: Guest; memory: WebAssembly.Memory } {
  const guest = createGuest(limits)
  const memory = new WebAssembly.Memory({ initial: pages })
  guest.attach(memory, realloc)
  return { guest, memory }
}

describe('views', () => {
  test('are empty before a memory is attached', () => {
    const guest = createGuest(limits)
    guest.refresh()
    expect(guest.u8.length).toBe(0)
  })

  test('see one memory', () => {
    const { guest } = guestWith(1)
    guest.u64[0] = 0xfedcba98_76543210n
    expect([guest.u8[0], guest.i8[7], guest.u16[1], guest.i32[1]]).toEqual([0x10, -2, 0x7654, 0xfedcba98 | 0])
  })

  test('are made anew after growth, and only then', () => {
    const { guest, memory } = guestWith(1)
    const before = guest.u8
    guest.refresh()
    expect(guest.u8).toBe(before)
    memory.grow(1)
    expect(guest.u8.length).toBe(0)
    guest.refresh()
    expect([guest.u8.length, guest.f64.length]).toEqual([131072, 16384])
  })

  test('of a shared memory are refused', () => {
    const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
    expect(() => createGuest(limits).attach(shared)).toThrow(expect.objectContaining({ code: 'unsupported' }))
  })
})

describe('stop', () => {
  const swallowing = `(module
    (import "host" "stop" (func $stop))
    (func (export "run") (result i32)
      (try (result i32)
        (do (call $stop) (i32.const 1))
        (catch_all (i32.const 2)))))`

  test('ends a guest that catches everything', async () => {
    const { guest } = guestWith(1)
    const violation = new Error('stop here')
    const imports = { host: { stop: () => guest.stop(violation) } }
    const { exports } = new WebAssembly.Instance(await assemble(swallowing), imports)
    expect(() => (exports['run'] as () => number)()).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toBe(violation)
    expect(guest.mayLeave).toBe(false)
  })

  test('is needed: the same guest swallows what JavaScript throws', async () => {
    const imports = {
      host: {
        stop: () => {
          throw new WebAssembly.RuntimeError('unreachable')
        },
      },
    }
    const { exports } = new WebAssembly.Instance(await assemble(swallowing), imports)
    expect((exports['run'] as () => number)()).toBe(2)
  })

  test('keeps the first violation', () => {
    const { guest } = guestWith(1)
    expect(() => guest.stop('first')).toThrow(WebAssembly.RuntimeError)
    expect(() => guest.stop('second')).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toBe('first')
  })
})

describe('allocate', () => {
  test('gives what the guest gave, with fresh views and imports closed meanwhile', () => {
    const { guest, memory } = guestWith(1, (...request) => {
      expect(request).toEqual([0, 0, 8, 16])
      expect(guest.mayLeave).toBe(false)
      memory.grow(1)
      return 65536
    })
    expect(allocate(guest, 8, 16)).toBe(65536)
    expect(guest.mayLeave).toBe(true)
    expect(guest.u8.length).toBe(131072)
  })

  test.each([
    ['a misaligned address', 4, 8, 8, 'expected an address that is a multiple of 8, found 4'],
    ['an address out of bounds', 65536, 1, 1, 'expected 1 bytes at address 65536 within a memory of 65536 bytes'],
    ['an address out of bounds for nothing', 65537, 1, 0, 'expected 0 bytes at address 65537'],
    ['a negative address', -8, 8, 8, 'expected 8 bytes at address 4294967288'],
  ])('refuses %s', (_what, answer, align, size, message) => {
    const { guest } = guestWith(1, () => answer)
    expect(() => allocate(guest, align, size)).toThrow(
      expect.objectContaining({ code: 'abi-violation', message: expect.stringContaining(message) }),
    )
  })

  test('asks for growth of a block', () => {
    const { guest } = guestWith(1, (...request) => {
      expect(request).toEqual([64, 8, 1, 20])
      return 128
    })
    expect(reallocate(guest, 64, 8, 1, 20)).toBe(128)
  })

  test('without an allocator is a violation', () => {
    const guest = createGuest(limits)
    guest.attach(new WebAssembly.Memory({ initial: 1 }))
    expect(() => allocate(guest, 1, 1)).toThrow(expect.objectContaining({ code: 'abi-violation' }))
  })
})

test('checkRange lets the end of memory be named, and nothing beyond', () => {
  const { guest } = guestWith(1)
  checkRange(guest, 65536, 0, 8)
  checkRange(guest, 0, 65536, 1)
  expect(() => checkRange(guest, 1, 65536, 1)).toThrow(expect.objectContaining({ code: 'abi-violation' }))
  expect(() => checkRange(guest, 4294967295, 4294967295, 1)).toThrow(expect.objectContaining({ code: 'abi-violation' }))
})

describe('the budget', () => {
  test('is taken down to nothing and refilled', () => {
    const { budget } = createGuest(limits)
    chargeLift(budget, 100, 10)
    budget.logLines -= 1
    expect(budget).toMatchObject({ liftedBytes: 0, liftedItems: 0, logLines: 2 })
    budget.reset()
    expect(budget).toMatchObject(limits)
  })

  test('says what was left', () => {
    const { budget } = createGuest(limits)
    chargeLift(budget, 90, 1)
    expect(() => chargeLift(budget, 11, 1)).toThrowErrorMatchingInlineSnapshot(
      `[PluginError: expected at most 10 more bytes from the guest in this call, found 11]`,
    )
    budget.reset()
    expect(() => chargeLift(budget, 0, 11)).toThrowErrorMatchingInlineSnapshot(
      `[PluginError: expected at most 10 more items from the guest in this call, found 11]`,
    )
  })
})
