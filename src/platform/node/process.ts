import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Channel, ChannelEvents } from '../../isolation/channel.ts'
import { toWire } from '../../isolation/error-wire.ts'
import { createFrameReader, encodeFrame } from '../../isolation/frames.ts'
import type { FromGuest } from '../../isolation/messages.ts'

/** The pipes of a plugin's process, by descriptor there. */
export const toGuestPipe = 3
export const fromGuestPipe = 4

/** A process for one plugin: empty environment, no standard streams, two pipes. */
export function openProcess(events: ChannelEvents): Channel {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./process.js', import.meta.url))], {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const outgoing = child.stdio[toGuestPipe] as Socket
  const incoming = child.stdio[fromGuestPipe] as Readable & Pick<Socket, 'ref' | 'unref'>
  const gone = new Promise<void>(resolve => {
    // Behind the exit: its pipes are closed too.
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  child.once('error', error => events.died(`a process that could not be started: ${error.message}`))
  child.once('exit', (code, signal) => events.died(`its process ended by ${signal ?? `exit code ${code}`}`))
  // What was written to a process that has died; its exit says so.
  outgoing.on('error', () => undefined)
  incoming.on('error', () => undefined)
  const read = createFrameReader(message => events.message(message as FromGuest))
  incoming.on('data', (chunk: Uint8Array) => {
    try {
      read(chunk)
    } catch (error) {
      child.kill('SIGKILL')
      events.died(error instanceof Error ? error.message : String(error))
    }
  })
  const killWithHost = (): void => void child.kill('SIGKILL')
  process.once('exit', killWithHost)
  void gone.then(() => process.removeListener('exit', killWithHost))

  const channel: Channel = {
    post: message => void outgoing.write(encodeFrame(message)),
    answer(answer) {
      let frame: Uint8Array
      try {
        frame = encodeFrame(answer)
      } catch (error) {
        frame = encodeFrame({ error: toWire(error) })
      }
      outgoing.write(frame)
    },
    hold(on) {
      for (const handle of [child, outgoing, incoming]) on ? handle.ref() : handle.unref()
    },
    async terminate() {
      child.kill('SIGKILL')
      outgoing.destroy()
      incoming.destroy()
      channel.hold(true)
      await gone
    },
  }
  return channel
}
