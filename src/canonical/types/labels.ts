import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import { camelCase } from '../../wit/names.ts'
import { type Codec, type CoreValue, singleCodec } from '../codec.ts'
import { loadDiscriminant, storeDiscriminant } from '../discriminant.ts'
import type { Layout, VariantLayout } from '../layout.ts'
import { checkObject, inside, kindOf, Mismatch } from '../mismatch.ts'
import { unknownName } from './variant.ts'

/** `enum` as the label, in its WIT spelling. */
export function enumCodec(layout: VariantLayout, labels: readonly string[]): Codec {
  const { discriminant } = layout
  const indexByLabel = new Map<unknown, number>(labels.map((label, index) => [label, index]))

  function lift(core: CoreValue): string {
    const index = (core as number) >>> 0
    const label = labels[index]
    if (label !== undefined) return label
    throw new PluginError('abi-violation', `expected a discriminant below ${labels.length}, found ${index}`)
  }
  function lower(value: unknown): number {
    const index = indexByLabel.get(value)
    if (index !== undefined) return index
    throw unknownName(labels, value)
  }

  return singleCodec({
    layout,
    load: (guest, address) => lift(loadDiscriminant(guest, address, discriminant)),
    store: (guest, address, value) => storeDiscriminant(guest, address, discriminant, lower(value)),
    lift,
    lower,
  })
}

/** `flags` as an object of booleans, its labels in camelCase; going in, an absent one is false. */
export function flagsCodec(layout: Layout, labels: readonly string[]): Codec {
  const size = layout.size as VariantLayout['discriminant']
  const names = labels.map(camelCase)
  const inherited = names.map(name => Reflect.get(Object.prototype, name))

  function lift(core: CoreValue): Record<string, boolean> {
    const flags: Record<string, boolean> = {}
    for (let i = 0; i < names.length; i++) flags[names[i] as string] = (((core as number) >>> i) & 1) === 1
    return flags
  }
  function lower(value: unknown): number {
    const members = checkObject(value, 'object of booleans')
    let bits = 0
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      const flag = members[name]
      if (flag === true) bits |= 1 << i
      else if (flag !== false && flag !== undefined && flag !== inherited[i]) {
        throw inside(`.${name}`, new Mismatch('boolean', kindOf(flag)))
      }
    }
    return bits
  }

  return singleCodec({
    layout,
    load: (guest: Guest, address) => lift(loadDiscriminant(guest, address, size)),
    store: (guest, address, value) => storeDiscriminant(guest, address, size, lower(value)),
    lift,
    lower,
  })
}
