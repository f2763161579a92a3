import { inWords } from '../contract/member.ts'
import { PluginError } from '../errors.ts'

/**
 * The bytes to look at; a view, where it can be one.
 * @throws PluginError `invalid-argument` for what is none, a path above all
 */
export function bytesOf(source: Uint8Array | ArrayBuffer): Uint8Array<ArrayBuffer> {
  if (typeof source === 'object' && source !== null) return new Uint8Array(source)
  throw new PluginError('invalid-argument', `expected the bytes of a plugin, found ${inWords(source)}`)
}
