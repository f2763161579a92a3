import { step } from '../../wasm/instructions.ts'
import type { CoreModule } from '../../wasm/module.ts'
import { createReader } from '../../wasm/reader.ts'
import { exportsByName, indexSpaces } from '../../wasm/spaces.ts'
import { createWalk, enter } from '../../wasm/walk.ts'
import type { CoreExport } from '../core-function.ts'
import { op } from './evaluate/code.ts'
import { constantOf } from './evaluate/constant.ts'
import { Evaluator } from './evaluate/evaluator.ts'
import type { Value } from './evaluate/numeric.ts'
import type { ReleaseRange } from './facts.ts'
import { since } from './release.ts'

/**
 * What the code of an export says about a parameter that is an enum, since neither its wire nor anything else in the
 * module does: which numbers it takes, or that it is asked for its text.
 */
export interface EnumCheck {
  /** Index among the core parameters. */
  readonly param: number
  /** The numbers that are not refused, from 0 up; `undefined` for a text. */
  readonly numbers: readonly number[] | undefined
}

/** What a function throws when a number is none of its enum's. */
const refusal = 'invalid enum value passed'
/** Numbers up to this one are tried. */
const lastNumber = 255
/** Arguments are checked first of all: what takes longer is something else. */
const limits = { steps: 1_000_000, stepsPerRun: 1000, pages: 64 }
/** An index that no enum has for a number. */
const valueIndex = 0x7ff0

/** The checks of each export, by its name. */
export function findEnumChecks(
  module: CoreModule,
  functions: readonly CoreExport[],
  release: ReleaseRange,
): ReadonlyMap<string, readonly EnumCheck[]> {
  const found = new Map<string, EnumCheck[]>()
  const refusals = addressesOf(module, refusal)
  const mentions = createMentions(module, refusals)
  const imported = module.imports.filter(({ item }) => item.kind === 'func')
  const isThrow = imported.map(({ name }) => /_?wbindgen_?throw/.test(name))
  const asksText = imported.map(({ name }) => release.from < since.stringEnumIndex && name === '__wbindgen_string_get')
  let called: { readonly index: number; readonly args: readonly Value[] } | undefined
  const evaluator = new Evaluator(
    module,
    (index, args) => {
      called = { index, args }
      return undefined
    },
    limits,
  )
  /** How a run ends: with the refusal, with the question for a value's text, or in any other way. */
  const outcome = (index: number, args: readonly Value[]): 'refused' | 'asked' | 'other' => {
    called = undefined
    evaluator.run(index, args)
    const { index: target = -1, args: passed = [] } = called ?? {}
    if (isThrow[target] && refusals.has(Number(passed[0]))) return 'refused'
    return asksText[target] && passed[1] === valueIndex ? 'asked' : 'other'
  }

  for (const { name, params } of functions) {
    const exported = exportsByName(module).get(name)
    if (exported === undefined) continue
    const refuses = refusals.size > 0 && mentions(exported.index)
    if (!refuses && !asksText.includes(true)) continue
    const checks: EnumCheck[] = []
    for (const [param, type] of params.entries()) {
      if (type !== 'i32' && type !== 'f64') continue
      const run = (number: number, others: number): ReturnType<typeof outcome> =>
        outcome(
          exported.index,
          params.map((other, i) => (i === param ? number : other === 'i64' ? 0n : other === 'i32' ? others : 0)),
        )
      if (type === 'i32' && run(valueIndex, 0) === 'asked') checks.push({ param, numbers: undefined })
      const numbers = refuses ? numbersOf(run) : undefined
      if (numbers !== undefined) checks.push({ param, numbers })
    }
    if (checks.length > 0) found.set(name, checks)
  }
  return found
}

/** The numbers that one parameter takes; `undefined` when it is no enum. The others are tried as 0 and as addresses. */
function numbersOf(run: (number: number, others: number) => string): number[] | undefined {
  for (const others of [0, 1, 16]) {
    if (run(lastNumber + 1, others) !== 'refused') continue
    const taken: number[] = []
    for (let number = 0; number <= lastNumber; number++) if (run(number, others) !== 'refused') taken.push(number)
    if (taken.length > 0) return taken
  }
  return undefined
}

/** Where a text stands in the module's data. */
function addressesOf(module: CoreModule, text: string): ReadonlySet<number> {
  const wanted = new TextEncoder().encode(text)
  const found = new Set<number>()
  for (const { mode, bytes } of module.data) {
    const start = mode.kind === 'active' ? constantOf(module, mode.offset) : undefined
    if (typeof start !== 'number') continue
    for (let at = bytes.indexOf(wanted[0] ?? 0); at >= 0; at = bytes.indexOf(wanted[0] ?? 0, at + 1))
      if (wanted.every((byte, i) => bytes[at + i] === byte)) found.add(start + at)
  }
  return found
}

/** Tells whether a function, or one that it calls itself, has one of these constants in its body. */
function createMentions(module: CoreModule, constants: ReadonlySet<number>): (index: number) => boolean {
  const known = new Map<number, { readonly direct: boolean; readonly calls: readonly number[] }>()
  const look = (index: number): { readonly direct: boolean; readonly calls: readonly number[] } => {
    const made = known.get(index) ?? lookInto(module, index, constants)
    known.set(index, made)
    return made
  }
  return index => {
    const { direct, calls } = look(index)
    return direct || calls.some(callee => look(callee).direct)
  }
}

function lookInto(
  module: CoreModule,
  index: number,
  constants: ReadonlySet<number>,
): { readonly direct: boolean; readonly calls: readonly number[] } {
  const body = module.code[index - indexSpaces(module).imported.func]
  const calls: number[] = []
  if (body === undefined) return { direct: false, calls }
  const { bytes, offset } = body.instructions
  const walk = createWalk(bytes, offset)
  let direct = false
  enter(walk, 0, bytes.length)
  while (step(walk)) {
    if (walk.opcode === op.call) calls.push(walk.index)
    else if (walk.opcode === op.i32Const && !direct)
      direct = constants.has(createReader(bytes.subarray(walk.start + 1, walk.position)).s32())
  }
  return { direct, calls }
}
