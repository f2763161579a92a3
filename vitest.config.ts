import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    typecheck: { enabled: true, checker: 'tsc', include: ['src/**/*.test-d.ts'] },
    coverage: { include: ['src'], exclude: ['src/**/*.test*.ts'] },
  },
})
