import { PluginError } from '../../errors.ts'
import { pointTo } from '../../wit/syntax/source.ts'

/** The error for a text that is no value of its type, with the line and a caret under the place. */
export function fault(text: string, offset: number, message: string): PluginError {
  return new PluginError('invalid-argument', `${message}${pointTo({ source: { name: '', text }, offset })}`)
}
