import type { Func, TypeDef } from '../../wit/world.ts'
import { createCursor, readSequence } from './cursor.ts'
import { fault } from './fault.ts'
import { absentValue, parseValue } from './parse.ts'

/** A call as it is written: `greet("Ada")`. */
export interface CallText {
  readonly text: string
  /** All that stands before the arguments: `greet`, `api.greet`, `ns:pkg/iface@1.0.0#greet`. */
  readonly name: string
  /** Where the arguments begin, with their parenthesis. */
  readonly offset: number
}

/** Takes a call apart. @throws PluginError `invalid-argument` */
export function readCall(text: string): CallText {
  const open = text.indexOf('(')
  const offset = open < 0 ? text.length : open
  const name = text.slice(0, offset).trim()
  if (name === '') throw fault(text, 0, 'expected the name of a function, as in greet("Ada")')
  if (open < 0) throw fault(text, offset, `expected arguments in parentheses, as in ${name}()`)
  return { text, name, offset }
}

/**
 * Reads the arguments of a call. Options at the end may be left out.
 * @throws PluginError `invalid-argument`, with the place
 */
export function parseArguments(
  { text, offset }: CallText,
  types: readonly TypeDef[],
  params: Func['params'],
): unknown[] {
  const cursor = createCursor(text, types, offset)
  cursor.expectSymbol('(')
  const values = readSequence(cursor, ')', at => {
    const param = params[at]
    if (param === undefined) throw cursor.unexpected(`) after ${count(params.length)}`)
    return parseValue(cursor, param.type)
  })
  for (const { name, type } of params.slice(values.length))
    values.push(absentValue(cursor, type, `the argument ${name}: ${cursor.show(type)}`))
  if (cursor.token.kind !== 'end') throw cursor.unexpected('nothing after the call')
  return values
}

function count(number: number): string {
  return number === 1 ? '1 argument' : number === 0 ? 'no argument' : `${number} arguments`
}
