import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { PageReport } from '../../test/browser/page.ts'
import { assembleModules, bundleProgram, differences, fuel } from './guarantees.ts'

// Serves the built package, the prebuilt greeters and the plugins of the tiers' guarantees, opens the test page in
// headless Chromium, with and without cross-origin isolation, and judges what it reports: browser.ts CHROMIUM

const folder = 'guests/prebuilt/greeter'
const plugins = readdirSync(folder).filter(name => name.endsWith('.wasm'))
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}
const isolating = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

const built = mkdtempSync(join(tmpdir(), 'hospes-page-'))
try {
  cpSync('dist', join(built, 'dist'), { recursive: true })
  cpSync('test/browser/page.html', join(built, 'page.html'))
  writeFileSync(join(built, 'modules.json'), JSON.stringify(await assembleModules()))
  writeFileSync(join(built, 'plugins.json'), JSON.stringify(plugins))
  await bundleProgram('test/browser/page.ts', join(built, 'page.js'), '../dist/browser.js')
  for (const place of ['isolated page', 'other page']) {
    const problems = problemsOf(await openPage(process.argv[2] ?? 'chromium', place), place)
    console.log(`${place}: ${problems.length === 0 ? 'all as expected' : `${problems.length} problems`}`)
    for (const problem of problems) console.error(problem)
    if (problems.length > 0) process.exitCode = 1
  }
} finally {
  rmSync(built, { recursive: true, force: true })
}

function problemsOf(page: PageReport, place: string): string[] {
  const isIsolated = place === 'isolated page'
  const expected = 2 * plugins.length * (isIsolated ? 2 : 1)
  const wrong = page.greetings.filter(({ language, greeting }) => !language || !greeting?.includes('Zoë 😀'))
  const problems = [
    ...wrong.map(greeting => `${place}: ${JSON.stringify(greeting)}`),
    ...differences(page.reports, place),
    ...page.rejections.map(reason => `${place}: an unhandled rejection: ${reason}`),
  ]
  if (page.isIsolated !== isIsolated) problems.push(`${place}: expected isolation to be ${isIsolated}`)
  if (page.greetings.length !== expected)
    problems.push(`${place}: expected ${expected} greetings, found ${page.greetings.length}`)
  if (page.fuel.some(burnt => burnt !== fuel)) problems.push(`${place}: expected ${fuel} units, found ${page.fuel}`)
  return problems
}

async function openPage(chromium: string, place: string): Promise<PageReport> {
  const { promise, resolve, reject } = withResolvers<PageReport>()
  const server = createServer((request, response) => {
    if (request.method === 'POST') void text(request).then(body => resolve(JSON.parse(body)), reject)
    else serve(request, response, place === 'isolated page' ? isolating : {})
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
    // A group of its own, to be killed whole.
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )
  const complaints = text(browser.stderr)
  const gone = new Promise<void>(exited => browser.once('close', exited))
  browser.once('error', reject)
  void gone.then(async () => reject(new Error(`chromium ended without a report: ${await complaints}`)))
  const timer = setTimeout(() => reject(new Error('no report within 60 s')), 60_000)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    if (browser.pid !== undefined && browser.exitCode === null) process.kill(-browser.pid, 'SIGKILL')
    await gone
    server.close()
    server.closeAllConnections()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

function serve(
  { url = '' }: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): void {
  const [, top, name = ''] = url.split('/')
  const folders: Readonly<Record<string, string>> = { test: built, dist: join(built, 'dist'), plugins: folder }
  const from = folders[top ?? '']
  try {
    if (from === undefined) throw new Error(`nothing at ${url}`)
    const body = readFileSync(join(from, basename(name)))
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/json', ...headers }).end(body)
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
