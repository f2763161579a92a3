import type { Binding } from './bind.ts'
import type { EnumCheck } from './enum-checks.ts'
import { flattenParam } from './flatten.ts'
import { since } from './release.ts'
import type { EnumWire, Wire } from './wire.ts'

/**
 * Gives the enums of a contract what the module's code says of them. A parameter tells, and what it tells holds for
 * the enum wherever else it stands. Enums that the module has described by itself are left as they are.
 */
export function settleEnums(
  bindings: readonly Binding[],
  checksOf: (exported: string) => readonly EnumCheck[],
): readonly Binding[] {
  const known = new Map<string, Partial<EnumWire>>()
  for (const binding of bindings) {
    const checks = checksOf(binding.export)
    let at = binding.returns === 'area' ? 1 : 0
    for (const { wire } of binding.params) {
      const param = at
      at += flattenParam(binding.era, wire).length
      const optional = wire.kind === 'option'
      const one = optional ? wire.some : wire
      if (one.kind !== 'enum' || one.numbers !== undefined) continue
      const said = partsOf(
        binding,
        one,
        optional,
        checks.filter(check => check.param === param),
      )
      if (said !== undefined) known.set(keyOf(one), { ...known.get(keyOf(one)), ...said })
    }
  }
  const settle = (wire: Wire): Wire => {
    if (wire.kind === 'option') return { ...wire, some: settle(wire.some) }
    if (wire.kind === 'result') return { ...wire, ok: wire.ok && settle(wire.ok) }
    return wire.kind === 'enum' && wire.numbers === undefined ? { ...wire, ...known.get(keyOf(wire)) } : wire
  }
  return known.size === 0
    ? bindings
    : bindings.map(binding => ({
        ...binding,
        params: binding.params.map(param => ({ ...param, wire: settle(param.wire) })),
        result: binding.result && settle(binding.result),
      }))
}

/** The same cases are the same enum. */
function keyOf({ cases }: EnumWire): string {
  return cases.join()
}

function partsOf(
  { era }: Binding,
  { cases }: EnumWire,
  optional: boolean,
  checks: readonly EnumCheck[],
): Partial<EnumWire> | undefined {
  const numbers = checks.find(check => check.numbers !== undefined)?.numbers
  if (numbers !== undefined) {
    if (!optional) return numbers.length === cases.length ? { numbers } : undefined
    const none = numbers.length === cases.length + 1 ? noneOf(numbers) : undefined
    return none === undefined ? undefined : { numbers: numbers.filter(number => number !== none), none }
  }
  // Numbers of a text enum are not refused: the code has no check at all. Older releases ask for the text.
  if (era.release >= since.stringEnumIndex) return era.enums === 'i32' ? { none: cases.length + 1 } : undefined
  return checks.length > 0 ? { form: 'value' } : undefined
}

/** The number for none is the smallest that no case has; of those that could be it, the greatest is the likeliest. */
function noneOf(numbers: readonly number[]): number | undefined {
  return numbers.findLast(none => {
    const cases = numbers.filter(number => number !== none)
    let free = 0
    while (cases.includes(free)) free++
    return free === none
  })
}
