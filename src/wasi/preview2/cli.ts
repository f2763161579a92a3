import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import type { Wasi } from '../wasi.ts'
import type { WasiFunctions } from './functions.ts'
import { InputStream, OutputStream } from './streams.ts'

/** wasi:cli: what is granted of environment and arguments, the three streams, no terminal; exit ends the instance. */
export function cli(guest: Guest, wasi: Wasi): WasiFunctions {
  function exit(code: number): never {
    return guest.stop(new PluginError('exited', `the guest ended itself with exit code ${code}`, { payload: code }))
  }

  return {
    'wasi:cli/environment@0.2': {
      'get-environment': () => wasi.environment.map(bytes => pair(textOf(bytes))),
      'get-arguments': () => wasi.arguments.map(textOf),
      'initial-cwd': () => undefined,
    },
    'wasi:cli/exit@0.2': {
      exit: ({ tag }: { tag: 'ok' | 'err' }) => exit(tag === 'ok' ? 0 : 1),
      'exit-with-code': exit,
    },
    'wasi:cli/stdin@0.2': { 'get-stdin': () => new InputStream() },
    'wasi:cli/stdout@0.2': { 'get-stdout': () => new OutputStream(1) },
    'wasi:cli/stderr@0.2': { 'get-stderr': () => new OutputStream(2) },
    'wasi:cli/terminal-stdin@0.2': { 'get-terminal-stdin': () => undefined },
    'wasi:cli/terminal-stdout@0.2': { 'get-terminal-stdout': () => undefined },
    'wasi:cli/terminal-stderr@0.2': { 'get-terminal-stderr': () => undefined },
  }
}

function textOf(terminated: Uint8Array): string {
  return new TextDecoder().decode(terminated.subarray(0, -1))
}

/** `KEY=value`. */
function pair(text: string): [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}
