/** Which of the runtimes with Node's modules this is. */
export const runtime: 'node' | 'deno' | 'bun' =
  process.versions['bun'] !== undefined ? 'bun' : process.versions['deno'] !== undefined ? 'deno' : 'node'
