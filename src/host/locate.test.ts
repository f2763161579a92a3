import { expect, test } from 'vitest'
import { PluginError, WitError } from '../errors.ts'
import { locate } from './locate.ts'

test('says plugin, file and function, and keeps what is known', () => {
  const cause = new Error('inner')
  const inner = new PluginError('trap', 'the guest trapped', { cause, payload: 7, offset: 3 })
  const error = locate(inner, 'call', 'zig', undefined, 'api.greet')
  expect(error).toMatchObject({
    code: 'trap',
    phase: 'call',
    plugin: 'zig',
    function: 'api.greet',
    payload: 7,
    offset: 3,
    cause,
  })
  expect(error.message).toBe('plugin "zig": api.greet: the guest trapped')
  expect(locate(inner, 'load', 'zig', 'plugins/zig.wasm').message).toBe(
    'plugin "zig" (plugins/zig.wasm): the guest trapped',
  )
})

test('names a plugin once', () => {
  const once = locate(new PluginError('trap', 'x'), 'call', 'a')
  expect(locate(once, 'load', 'b')).toBe(once)
})

test('passes errors about WIT, which concern no plugin', () => {
  const error = new WitError('expected ;', 1, 2, [])
  expect(locate(error, 'load', 'a')).toBe(error)
})

test('turns anything else into an error of ours', () => {
  const cause = new TypeError('odd')
  expect(locate(cause, 'load', 'a')).toMatchObject({ message: 'plugin "a": odd', cause })
})
