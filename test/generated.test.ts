import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generate, generatedFile, watFiles } from '../scripts/generate-wat.ts'

test.each(watFiles())('the bytes of %s are those of its text (npm run generate:wat)', async file => {
  expect(readFileSync(generatedFile(file), 'utf8')).toBe(await generate(file))
})
