import type { Guest } from '../../memory/guest.ts'
import { liftLatin1, lowerLatin1 } from '../../memory/latin1.ts'
import { liftUtf8, lowerUtf8 } from '../../memory/utf8.ts'
import { liftUtf16, lowerUtf16 } from '../../memory/utf16.ts'
import { type Codec, type PairForm, pairCodec } from '../codec.ts'
import { kindOf, Mismatch } from '../mismatch.ts'

/** The `string-encoding` of canonical options. */
export type StringEncoding = 'utf8' | 'utf16' | 'latin1+utf16'

export const stringCodecs: Readonly<Record<StringEncoding, Codec>> = {
  utf8: stringCodec(liftUtf8, lowerUtf8),
  utf16: stringCodec(liftUtf16, lowerUtf16),
  'latin1+utf16': stringCodec(liftLatin1, lowerLatin1),
}

function stringCodec(lift: PairForm['lift'], lowerText: (guest: Guest, text: string) => number): Codec {
  return pairCodec({
    check: checkString,
    lift,
    lower: (guest, value) => lowerText(guest, checkString(value)),
  })
}

function checkString(value: unknown): string {
  if (typeof value === 'string') return value
  throw new Mismatch('string', kindOf(value))
}
