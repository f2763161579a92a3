import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { text } from 'node:stream/consumers'

// Serves the built package and the prebuilt greeters, opens the test page in headless Chromium,
// and judges what the page reports: browser.ts CHROMIUM

interface Result {
  readonly name: string
  readonly language?: string
  readonly greeting?: string
  readonly error?: string
}

const folder = 'guests/prebuilt/greeter'
const plugins = readdirSync(folder).filter(name => name.endsWith('.wasm'))
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

const results = await openPage(process.argv[2] ?? 'chromium')
const wrong = results.filter(({ language, greeting }) => !language || !greeting?.includes('Zoë 😀'))
for (const result of results) console.log(JSON.stringify(result))
if (wrong.length > 0 || results.length !== 2 * plugins.length) {
  console.error(`${wrong.length} of ${results.length} results are wrong, expected ${2 * plugins.length} results`)
  process.exitCode = 1
}

async function openPage(chromium: string): Promise<readonly Result[]> {
  const { promise, resolve, reject } = withResolvers<readonly Result[]>()
  const server = createServer((request, response) => {
    if (request.method === 'POST') void text(request).then(body => resolve(JSON.parse(body)), reject)
    else serve(request, response)
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const profile = mkdtempSync(join(tmpdir(), 'hospes-browser-'))
  const browser = spawn(
    chromium,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--user-data-dir=${profile}`,
      // Without a debugging port, headless Chromium ends as soon as the page has loaded.
      '--remote-debugging-port=0',
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/test/page.html`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const complaints = text(browser.stderr)
  const gone = new Promise<void>(exited => browser.once('exit', exited))
  browser.once('error', reject)
  void gone.then(async () => reject(new Error(`chromium ended without a report: ${await complaints}`)))
  const timer = setTimeout(() => reject(new Error('no report within 60 s')), 60_000)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    browser.kill('SIGKILL')
    await gone
    server.close()
    server.closeAllConnections()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

function serve({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const [, top, name = ''] = url.split('/')
  const folders: Readonly<Record<string, string>> = { test: 'test/browser', dist: 'dist', plugins: folder }
  const from = folders[top ?? '']
  try {
    if (from === undefined) throw new Error(`nothing at ${url}`)
    const body = name === 'plugins.json' ? JSON.stringify(plugins) : readFileSync(join(from, basename(name)))
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/json' }).end(body)
  } catch {
    response.writeHead(404).end()
  }
}

interface Resolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>(): Resolvers<T> {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}
