import { defineConfig } from 'vitest/config'

const shared = {
  // Two busy cores make a test that compiles modules slow; nothing waits for this long otherwise.
  testTimeout: 30_000,
}

export default defineConfig({
  test: {
    coverage: { include: ['src'], exclude: ['src/**/*.test*.ts'] },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['test/conformance/**', 'test/package/**', 'test/example/**', 'test/tiers/**'],
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, checker: 'tsc', include: ['src/**/*.test-d.ts'] },
        },
      },
      { test: { ...shared, name: 'conformance', include: ['test/conformance/**/*.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'package',
          include: ['test/{package,example,tiers}/**/*.test.ts'],
          globalSetup: 'test/package/setup.ts',
        },
      },
    ],
  },
})
