import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** The compiler as an editor speaks to it. */
export interface LanguageServer {
  request(method: string, params: unknown): Promise<unknown>
  notify(method: string, params: unknown): void
  close(): void
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

export async function openLanguageServer(folderUri: string): Promise<LanguageServer> {
  const server = spawn('node_modules/.bin/tsc', ['--lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let count = 0
  const send = (message: object): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  onMessage(server, ({ id, method, result, error }) => {
    // What the server asks of its editor: nothing is configured.
    if (method !== undefined && id !== undefined) send({ id, result: null })
    const asked = id === undefined || method !== undefined ? undefined : waiting.get(id)
    if (error === undefined) asked?.resolve(result)
    else asked?.reject(new Error(error.message))
  })
  const request = (method: string, params: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++count
      waiting.set(id, { resolve, reject })
      send({ id, method, params })
    })
  const notify = (method: string, params: unknown): void => send({ method, params })
  const folders = [{ uri: folderUri, name: 'program' }]
  await request('initialize', { processId: null, rootUri: folderUri, workspaceFolders: folders, capabilities: {} })
  notify('initialized', {})
  return { request, notify, close: () => server.kill() }
}

function onMessage(server: ChildProcessByStdio<Writable, Readable, null>, take: (message: Message) => void): void {
  let pending = Buffer.alloc(0)
  server.stdout.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      const head = pending.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/i.exec(pending.subarray(0, Math.max(head, 0)).toString())?.[1])
      if (head < 0 || pending.length < head + 4 + length) return
      const body = pending.subarray(head + 4, head + 4 + length).toString()
      pending = pending.subarray(head + 4 + length)
      take(JSON.parse(body))
    }
  })
}
