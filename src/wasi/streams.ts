import { PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'
import { callHost } from './call-host.ts'
import type { WasiHost } from './grants.ts'

/** The three standard streams of one instance. */
export interface Streams {
  /** Takes a chunk the guest writes to descriptor 1 or 2. The chunk is a view that dies with the call. */
  write(fd: 1 | 2, chunk: Uint8Array): void
  /** Fills with input; 0 at its end. */
  read(into: Uint8Array): number
  /** Hands over a last line that has no newline yet. */
  flush(): void
}

/** Gets whole lines that no `stdout` or `stderr` of the grants claims. */
export type LineSink = (fd: 1 | 2, line: string) => void

/**
 * Output goes to the granted functions as chunks, else line by line to `log`. Both are charged before they are
 * delivered: granted output to the lifted bytes, lines to the log's budget.
 */
export function createStreams(guest: Guest, stdin: Uint8Array, host: WasiHost, log: LineSink | undefined): Streams {
  let input = 0
  const lines = { 1: lineBuffer(), 2: lineBuffer() }

  function deliver(fd: 1 | 2, line: string): void {
    if (log === undefined) return
    guest.budget.logLines -= 1
    if (guest.budget.logLines < 0)
      guest.stop(new PluginError('output-too-large', 'expected at most limits.logLines lines of output in a call'))
    callHost(guest, 'that takes log lines', () => log(fd, line))
  }

  return {
    write(fd, chunk) {
      const sink = fd === 1 ? host.stdout : host.stderr
      if (sink !== undefined) {
        guest.budget.liftedBytes -= chunk.length
        if (guest.budget.liftedBytes < 0)
          guest.stop(new PluginError('output-too-large', 'expected at most limits.liftedBytes of output in a call'))
        const copy = chunk.slice()
        callHost(guest, 'that takes output', () => sink(copy))
      } else if (log !== undefined) {
        guest.budget.logBytes -= chunk.length
        if (guest.budget.logBytes < 0)
          guest.stop(new PluginError('output-too-large', 'expected at most limits.logBytes of output in a call'))
        for (const line of lines[fd].add(chunk)) deliver(fd, line)
      }
    },
    read(into) {
      const chunk = stdin.subarray(input, input + into.length)
      into.set(chunk)
      input += chunk.length
      return chunk.length
    },
    flush() {
      for (const fd of [1, 2] as const) for (const line of lines[fd].rest()) deliver(fd, line)
    },
  }
}

/** What is kept of a line without an end; a longer one is cut there. */
const longestLine = 64 * 1024

/** Cuts a stream of UTF-8 chunks into lines. */
function lineBuffer(): { add(chunk: Uint8Array): string[]; rest(): string[] } {
  const decoder = new TextDecoder()
  let pending = ''
  return {
    add(chunk) {
      const parts = (pending + decoder.decode(chunk, { stream: true })).split('\n')
      pending = parts.pop() ?? ''
      if (pending.length > longestLine) {
        parts.push(pending)
        pending = ''
      }
      return parts
    },
    rest() {
      const last = pending + decoder.decode()
      pending = ''
      return last === '' ? [] : [last]
    },
  }
}
