import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodePlatform } from './platform.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hospes-platform-'))
  writeFileSync(join(folder, 'b.wasm'), new Uint8Array([1, 2, 3]))
  writeFileSync(join(folder, 'B.WASM'), '')
  writeFileSync(join(folder, 'notes.txt'), 'not a plugin')
  mkdirSync(join(folder, 'folder.wasm'))
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.wasm'))
  symlinkSync('/dev/zero', join(folder, 'zero.wasm'))
  symlinkSync(join(folder, 'circle.wasm'), join(folder, 'circle.wasm'))
  execFileSync('mkfifo', [join(folder, 'pipe.wasm')])
})
afterAll(() => rmSync(folder, { recursive: true }))

const read = (name: string, limit = 1000) => nodePlatform.read(join(folder, name), limit, undefined)

describe('read', () => {
  test('gives the bytes of a file with its stem as name', async () => {
    expect(await read('b.wasm')).toEqual({
      label: join(folder, 'b.wasm'),
      name: 'b',
      bytes: new Uint8Array([1, 2, 3]),
    })
    expect((await nodePlatform.read(pathToFileURL(join(folder, 'b.wasm')), 3, undefined)).bytes).toHaveLength(3)
  })

  test.each([
    ['folder.wasm', 'not-wasm', 'found a folder'],
    ['dangling.wasm', 'not-found', 'found nothing there'],
    ['circle.wasm', 'not-found', 'found links that lead in a circle'],
    ['zero.wasm', 'not-wasm', 'found a device'],
    ['pipe.wasm', 'not-wasm', 'found a pipe'],
    ['missing.wasm', 'not-found', 'found nothing there'],
  ])('refuses %s with %s', async (name, code, words) => {
    await expect(read(name)).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
  })

  test('refuses a file over the limit before reading it', async () => {
    await expect(read('b.wasm', 2)).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('expected at most 2 bytes (limits.moduleBytes), found 3'),
    })
  })

  test('copies bytes, so that the caller cannot change them later', async () => {
    for (const original of [new Uint8Array([1, 2, 3]), Buffer.from([1, 2, 3]), new Uint8Array([1, 2, 3]).buffer]) {
      const { bytes } = await nodePlatform.read(original, 10, undefined)
      new Uint8Array(original instanceof ArrayBuffer ? original : original.buffer, 0).fill(9)
      expect(bytes).toEqual(new Uint8Array([1, 2, 3]))
    }
  })

  test('stops an endless response one chunk beyond the limit', async () => {
    let pulled = 0
    let cancelled = false
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(100))
      },
      cancel() {
        cancelled = true
      },
    })
    await expect(nodePlatform.read(new Response(endless), 250, undefined)).rejects.toMatchObject({ code: 'too-large' })
    expect(pulled).toBeLessThan(6)
    expect(cancelled).toBe(true)
  })

  test('refuses an answer that is no success, and honours an abort', async () => {
    await expect(nodePlatform.read(new Response('', { status: 404 }), 10, undefined)).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(nodePlatform.read(new Uint8Array(1), 10, AbortSignal.abort('why'))).rejects.toMatchObject({
      code: 'aborted',
      cause: 'why',
    })
    const silent = new Response(new ReadableStream({ pull: () => new Promise(() => undefined) }))
    const controller = new AbortController()
    const reading = nodePlatform.read(silent, 10, controller.signal)
    controller.abort()
    await expect(reading).rejects.toMatchObject({ code: 'aborted' })
  })
})

test('list names the .wasm files in code-unit order and passes over all else', async () => {
  expect((await nodePlatform.list(folder)).map(entry => entry.name)).toEqual([
    ...['B', 'b', 'circle', 'dangling', 'folder', 'pipe', 'zero'],
  ])
  await expect(nodePlatform.list(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' })
  await expect(nodePlatform.list(join(folder, 'b.wasm'))).rejects.toMatchObject({ code: 'not-found' })
})

test('sha256 is the digest of the empty input and of "abc"', async () => {
  expect((await nodePlatform.sha256(new Uint8Array(0)))()).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  )
  expect((await nodePlatform.sha256(new TextEncoder().encode('abc')))()).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})
