import type { Codec } from '../codec.ts'
import { generate, replacedWhenHot } from '../generate.ts'
import { inside, type Members } from '../mismatch.ts'

/** What records and tuples are in JavaScript. */
export interface SequenceForm {
  /** By which the members are read and written. */
  readonly keys: readonly string[]
  /** How paths name the members, and program text too. */
  readonly steps: readonly string[]
  /** By field: what a value has under this name without having the member. */
  readonly inherited: readonly unknown[]
  create(): Record<string, unknown>
  /** The text of an object with these members. */
  literal(members: readonly string[]): string
  /** Throws `Mismatch` when the value cannot have the members. */
  check(value: unknown): Members
}

export type Movement = Pick<Codec, 'load' | 'store' | 'liftFlat' | 'lowerFlat'>

/** More members than this are rare, and their text would be long. */
const MAX_MEMBERS = 32

/** Whether the form's names can stand in program text as they are. */
export function canBeGenerated({ steps, inherited }: SequenceForm): boolean {
  if (steps.length > MAX_MEMBERS || inherited.some(value => value !== undefined)) return false
  return steps.every(step => /^(?:\.[a-zA-Z][a-zA-Z0-9]*|\[[0-9]+\])$/.test(step))
}

/**
 * The same movement by generated code once it is hot: engines make objects of known members, and look members up by
 * known names, many times faster.
 */
export function generatedWhenHot(
  plain: Movement,
  fields: readonly Codec[],
  form: SequenceForm,
  offsets: readonly number[],
  starts: readonly number[],
): Movement {
  const reader = (parameters: string, place: (i: number) => string, reads: readonly unknown[]): unknown => {
    const members = reads.map((_, i) => `move${i}(${place(i)})`)
    return generate(namesOf(reads), `return (${parameters}) => (${form.literal(members)})`, reads)
  }
  const writer = (
    parameters: string,
    place: (i: number, member: string) => string,
    writes: readonly unknown[],
  ): unknown => {
    const moves = writes.map((_, i) => `at = ${i}; move${i}(${place(i, `members${form.steps[i]}`)})`)
    const body = `return (${parameters}) => {
  const members = check(value)
  let at = 0
  try {
    ${moves.join('\n    ')}
  } catch (thrown) {
    throw inside(steps[at], thrown)
  }
}`
    return generate([...namesOf(writes), 'check', 'inside', 'steps'], body, [...writes, form.check, inside, form.steps])
  }

  return {
    load: replacedWhenHot(
      plain.load,
      () =>
        reader(
          'guest, address',
          i => `guest, address + ${offsets[i]}`,
          fields.map(({ load }) => load),
        ) as Codec['load'] | undefined,
    ),
    store: replacedWhenHot(
      plain.store,
      () =>
        writer(
          'guest, address, value',
          (i, member) => `guest, address + ${offsets[i]}, ${member}`,
          fields.map(({ store }) => store),
        ) as Codec['store'] | undefined,
    ),
    liftFlat: replacedWhenHot(
      plain.liftFlat,
      () =>
        reader(
          'guest, values, start',
          i => `guest, values, start + ${starts[i]}`,
          fields.map(({ liftFlat }) => liftFlat),
        ) as Codec['liftFlat'] | undefined,
    ),
    lowerFlat: replacedWhenHot(
      plain.lowerFlat,
      () =>
        writer(
          'guest, value, values, start',
          (i, member) => `guest, ${member}, values, start + ${starts[i]}`,
          fields.map(({ lowerFlat }) => lowerFlat),
        ) as Codec['lowerFlat'] | undefined,
    ),
  }
}

function namesOf(moves: readonly unknown[]): string[] {
  return moves.map((_, i) => `move${i}`)
}
