// Assembles the core modules of ours: each src/memory/NAME.wat becomes NAME.generated.ts beside it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import wabt from 'wabt'

const folder = new URL('../src/memory/', import.meta.url)

/** The text of the generated file for one `.wat`. */
export async function generate(path) {
  const { parseWat } = await wabt()
  const name = basename(path, '.wat')
  const { buffer } = parseWat(`${name}.wat`, readFileSync(new URL(path, folder), 'utf8')).toBinary({})
  return `// Assembled from ${name}.wat by \`npm run generate:wat\`.
export const ${name}Module: Uint8Array<ArrayBuffer> = new Uint8Array([${buffer.join(', ')}])
`
}

/** The names of all `.wat` files that have a generated file. */
export function sources() {
  return readdirSync(folder).filter(file => file.endsWith('.wat'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of sources()) {
    writeFileSync(new URL(file.replace('.wat', '.generated.ts'), folder), await generate(file))
  }
}
