import type { Codec } from '../codec.ts'
import { type Code, type CodecText, createCode, replacedWhenHot } from '../generate.ts'
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
  /**
   * The text of a condition under which `check` throws: in place, it costs less. Absent where moving the members would
   * fail for every such value, so that `check` need only be asked then, for the better message.
   */
  refuses?(value: string, isArray: string): string
}

/** What to throw for what was thrown while the member of this index was lowered. */
export function memberError({ check, steps }: SequenceForm, value: unknown, i: number, thrown: unknown): unknown {
  try {
    check(value)
  } catch (mismatch) {
    return mismatch
  }
  return inside(steps[i] as string, thrown)
}

/** Whether the form's names can stand in program text as they are. */
export function canBeWritten({ steps, inherited }: SequenceForm): boolean {
  if (inherited.some(value => value !== undefined)) return false
  return steps.every(step => /^(?:\.[a-zA-Z][a-zA-Z0-9]*|\[[0-9]+\])$/.test(step))
}

/**
 * The codec by generated code once it is hot: engines make objects of known members, and look members up by known
 * names, many times faster.
 */
export function writtenWhenHot(
  plain: Codec,
  fields: readonly Codec[],
  form: SequenceForm,
  offsets: readonly number[],
  starts: readonly number[],
): Codec {
  const text: CodecText = {
    load: (code, address) => form.literal(fields.map((field, i) => code.load(field, add(address, offsets[i])))),
    store: (code, address, value) =>
      writeMembers(code, form, value, (member, i) => code.store(fields[i] as Codec, add(address, offsets[i]), member)),
  }
  return {
    ...plain,
    text,
    load: replacedWhenHot(plain.load, () => {
      const code = createCode('still')
      return code.build('guest, address', `return ${text.load(code, 'address')}`)
    }),
    store: replacedWhenHot(plain.store, () => {
      const code = createCode(plain.allocates ? 'moving' : 'still')
      return code.build('guest, address, value', text.store(code, 'address', 'value'))
    }),
    liftFlat: replacedWhenHot(plain.liftFlat, () => {
      const code = createCode()
      const members = fields.map(({ liftFlat }, i) => `${code.bind(liftFlat)}(guest, values, ${add('at', starts[i])})`)
      return code.build('guest, values, at', `return ${form.literal(members)}`)
    }),
    lowerFlat: replacedWhenHot(plain.lowerFlat, () => {
      const code = createCode()
      const body = writeMembers(code, form, 'value', (member, i) => {
        const lower = code.bind(fields[i]?.lowerFlat)
        return `${lower}(guest, ${member}, values, ${add('at', starts[i])})`
      })
      return code.build('guest, value, values, at', body)
    }),
  }
}

/** Statements that check the value, then move its members one after the other. */
function writeMembers(
  code: Code,
  form: SequenceForm,
  value: string,
  move: (member: string, i: number) => string,
): string {
  const members = code.name('members')
  const at = code.name('field')
  const moves = form.steps.map((step, i) => `${at} = ${i}; ${move(members + step, i)}`)
  const refused = form.refuses?.(members, code.bind(Array.isArray))
  return `const ${members} = ${value}
${refused === undefined ? '' : `if (${refused}) ${code.bind(form.check)}(${members})`}
let ${at} = 0
try {
${moves.join('\n')}
} catch (thrown) {
  throw ${code.bind(memberError)}(${code.bind(form)}, ${members}, ${at}, thrown)
}`
}

function add(address: string, offset: number | undefined): string {
  return offset ? `${address} + ${offset}` : address
}
