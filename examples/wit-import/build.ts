import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

// All that esbuild needs to know about .wit files is that they are text.

await build({
  entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
  outdir: fileURLToPath(new URL('dist', import.meta.url)),
  loader: { '.wit': 'text' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
})
