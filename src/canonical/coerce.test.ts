import { describe, expect, test } from 'vitest'
import type { CoreValue } from './codec.ts'
import { coercionsOf } from './coerce.ts'
import type { CoreType } from './layout.ts'

describe('a word of one case among those of all', () => {
  test.each<[CoreType, CoreType, CoreValue, CoreValue]>([
    ['f32', 'i32', 1, 0x3f800000],
    ['f32', 'i32', -1, 0xbf800000 | 0],
    ['i32', 'i64', 5, 5n],
    ['i32', 'i64', -1, 0xffffffffn],
    ['f32', 'i64', -1, 0xbf800000n],
    ['f64', 'i64', 1, 0x3ff0000000000000n],
    ['f64', 'i64', -1, -0x4010000000000000n],
  ])('%s in %s: %s is %s', (own, joined, narrow, wide) => {
    const coercions = coercionsOf(['i64', own], ['i64', joined])
    const values: CoreValue[] = [7, 8n, narrow]
    coercions?.widen(values, 1)
    expect(values).toEqual([7, 8n, wide])
    coercions?.narrow(values, 1)
    expect(values).toEqual([7, 8n, narrow])
  })

  test('is wrapped to its own width when it is lifted', () => {
    const values: CoreValue[] = [0x1_ffff_fffen]
    coercionsOf(['i32'], ['i64'])?.narrow(values, 0)
    expect(values).toEqual([-2])
  })

  test('of the same types is left alone', () => {
    expect(coercionsOf(['i32', 'f64'], ['i32', 'f64', 'i64'])).toBeUndefined()
  })
})
