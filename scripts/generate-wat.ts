/** Assembles the core modules of ours: each `src/memory/NAME.wat` becomes `NAME.generated.ts` beside it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import wabt from 'wabt'

const folder = new URL('../src/memory/', import.meta.url)

/** File names of all modules of ours, in their text form. */
export function watFiles(): readonly string[] {
  return readdirSync(folder).filter(file => file.endsWith('.wat'))
}

/** Where the generated file of a `.wat` stands. */
export function generatedFile(wat: string): URL {
  return new URL(wat.replace(/\.wat$/, '.generated.ts'), folder)
}

/** The text of that file. */
export async function generate(wat: string): Promise<string> {
  const { parseWat } = await wabt()
  const module = parseWat(wat, readFileSync(new URL(wat, folder), 'utf8'))
  const { buffer } = module.toBinary({})
  module.destroy()
  return `// Assembled from ${wat} by \`npm run generate:wat\`.
export const ${basename(wat, '.wat')}Module: Uint8Array<ArrayBuffer> = new Uint8Array([${buffer.join(', ')}])
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const wat of watFiles()) writeFileSync(generatedFile(wat), await generate(wat))
}
