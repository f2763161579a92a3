import { PluginError } from '../errors.ts'
import type { CoreModule, SubType, ValueType } from '../wasm/module.ts'
import { functionTypeAt, indexSpaces } from '../wasm/spaces.ts'
import { writeValueType } from '../wasm/types.ts'
import { createWalk, enter } from '../wasm/walk.ts'
import { createWriter, type Writer } from '../wasm/writer.ts'
import { bodyPlaces } from './bodies.ts'
import { type Form, writeCharged, writeDeclarations, writeUncharged } from './charges.ts'
import { mostPrepaid, prepaidFunctions } from './prepaid.ts'
import { type Callees, createScan, scanBody } from './scan.ts'
import { tankFunctions, writeTankFunctions } from './tank.ts'

/** The most that engines accept. */
const mostBodyBytes = 7_654_321
const mostLocals = 50_000

/** A code section that pays for itself, and the types it needs beyond those of the module. */
export interface Metered {
  /** Content of the code section. */
  readonly code: Uint8Array
  readonly types: readonly SubType[]
}

/**
 * Makes code pay for itself out of the tank: a global of type i64 that stands behind all others, if it is the module's
 * own, else behind all imported ones, so that those which the module defines itself move up by one. Fuel below zero
 * traps, which no handler of the guest can catch. `content` is the code section's, of a module that the engine has validated.
 * @throws PluginError `limit-exceeded` for a function that no engine would accept after it
 */
export function meterCode(module: CoreModule, content: Uint8Array, tableElements: number, ownTank: boolean): Metered {
  const { imported, globals } = indexSpaces(module)
  const tank = ownTank ? globals.length : imported.global
  const walk = createWalk(content)
  const bodies = bodyPlaces(content)
  const callees: Callees = {
    importedFunctions: imported.func,
    movedGlobals: tank,
    prepaid: prepaidFunctions(walk, bodies, module, imported.func),
    mostPrepaid,
  }
  const types: SubType[] = []
  const blockType = blockTypes(module, types)
  const scan = createScan()
  const writer = createWriter(content.length + (content.length >> 2))
  writer.u32(bodies.length + (ownTank ? tankFunctions : 0))
  bodies.forEach((body, index) => {
    const type = functionTypeAt(module, module.functions[index])
    if (type === undefined) throw new PluginError('invalid', `expected a type of function ${index}, found none`)
    enter(walk, body.start, body.end)
    scanBody(walk, scan, callees)
    const params = type.params.length
    const fuel = scan.leafLoops > 0 && !scan.hasTryTable ? params + body.locals : undefined
    const scratch = params + body.locals + (fuel === undefined ? 0 : 1)
    atMost(mostLocals, scratch + (scan.hasBulk ? 1 : 0), 'locals')
    const form: Form = { tank, fuel, scratch, tableElements }
    const before = writer.length
    writer.sized(() => {
      writeDeclarations(writer, content, body, fuel !== undefined, scan.hasBulk)
      if (callees.prepaid[imported.func + index] !== 0) writeUncharged(writer, content, body, scan)
      else writeCharged(writer, content, body, scan, form, () => blockType(writer, type.results))
    })
    atMost(mostBodyBytes, writer.length - before, 'bytes')
  })
  if (ownTank) writeTankFunctions(writer, tank)
  return { code: writer.view(), types }
}

function atMost(most: number, found: number, what: string): void {
  if (found <= most) return
  throw new PluginError('limit-exceeded', `expected functions of at most ${most} ${what} once metered, found ${found}`)
}

/** Gives what writes the type of a block that takes nothing and gives some results; new types go to `types`. */
function blockTypes(module: CoreModule, types: SubType[]): (writer: Writer, results: readonly ValueType[]) => void {
  const indices = new Map<string, number>()
  return (writer, results) => {
    const [only] = results
    if (only === undefined) writer.u8(0x40)
    else if (results.length === 1) writeValueType(writer, only)
    else {
      const key = JSON.stringify(results)
      const index = indices.get(key) ?? module.types.length + types.length
      if (!indices.has(key)) {
        indices.set(key, index)
        types.push({ final: true, supertypes: [], composite: { kind: 'func', params: [], results } })
      }
      writer.s32(index)
    }
  }
}
