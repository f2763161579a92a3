import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../errors.ts'
import type { Boundary } from '../../host/platform.ts'
import type { Channel, ChannelEvents } from '../../isolation/channel.ts'
import { encodeAnswer } from '../../isolation/encode-answer.ts'
import { createFrameReader, encodeFrame, frameOf, maximumBytes } from '../../isolation/frames.ts'
import type { FromGuest } from '../../isolation/messages.ts'
import { refuseEntry } from './entry.ts'
import { runtime } from './runtime.ts'

/** A process for each plugin, by the same runtime: no environment, two pipes in the place of its standard streams. */
export const nodeProcess: Boundary = {
  open: openProcess,
  refuse: () => refuseEntry(entry) ?? refuseExecutable(),
}

const entry = new URL('./process.js', import.meta.url)
const folder = fileURLToPath(new URL('.', import.meta.url))

/** A program compiled into one file would start itself again. */
function refuseExecutable(): string | undefined {
  const { Deno } = globalThis as { readonly Deno?: { readonly build: { readonly standalone?: boolean } } }
  return Deno?.build.standalone === true ? 'a program compiled into one file has no runtime to start' : undefined
}

/** What a runtime has to be told so that it does no more than run the program. */
function argumentsOf(path: string): string[] {
  if (runtime !== 'deno') return [path]
  const denied = ['read', 'write', 'net', 'env', 'sys', 'run', 'ffi', 'import'].map(name => `--deny-${name}`)
  return ['run', '--no-prompt', '--no-config', '--no-lock', '--no-remote', '--no-npm', ...denied, path]
}

/** Those to kill when the host's process ends in the middle of their work; others end with their pipes. */
const alive = new Set<ChildProcess>()

function killAll(): void {
  for (const child of alive) child.kill('SIGKILL')
}

function openProcess(events: ChannelEvents): Channel {
  const child = spawn(process.execPath, argumentsOf(fileURLToPath(entry)), {
    // Bun reads settings from the folder that it is started in.
    cwd: folder,
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  })
  const outgoing = child.stdin
  const incoming = child.stdout
  // Pipes are sockets on Node.
  const handles = [child, outgoing, incoming] as unknown as readonly Partial<Pick<Socket, 'ref' | 'unref'>>[]
  if (alive.size === 0) process.on('exit', killAll)
  alive.add(child)
  const gone = new Promise<void>(resolve => {
    // Behind the exit: its pipes are closed too.
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  }).then(() => {
    alive.delete(child)
    if (alive.size === 0) process.removeListener('exit', killAll)
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
      events.died(`what it says to be none of the messages: ${messageOf(error)}`)
    }
  })
  return {
    post: message => void outgoing.write(encodeFrame(message)),
    answer: answer => void outgoing.write(frameOf(encodeAnswer(answer, maximumBytes))),
    hold(on) {
      for (const handle of handles) on ? handle.ref?.() : handle.unref?.()
    },
    terminate() {
      child.kill('SIGKILL')
      outgoing.destroy()
      incoming.destroy()
      child.ref()
      return gone
    },
  }
}
