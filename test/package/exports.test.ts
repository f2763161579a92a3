import { expect, test } from 'vitest'

// The names that the package offers are API: whoever changes this list changes it for everybody.

test('hospes', async () => {
  expect(Object.keys(await import('hospes'))).toMatchInlineSnapshot(`
    [
      "PluginError",
      "WitError",
      "check",
      "contract",
      "err",
      "inspect",
      "loadPlugin",
      "openPlugins",
      "toWit",
      "validate",
    ]
  `)
})

test('hospes in a browser', async () => {
  const browser: object = await import(new URL('../../dist/browser.js', import.meta.url).href)
  expect(Object.keys(browser)).toMatchInlineSnapshot(`
    [
      "PluginError",
      "WitError",
      "check",
      "contract",
      "err",
      "inspect",
      "loadPlugin",
      "openPlugins",
      "toWit",
      "validate",
    ]
  `)
})

test('hospes/build', async () => {
  expect(Object.keys(await import('hospes/build'))).toMatchInlineSnapshot(`
    [
      "t",
      "world",
    ]
  `)
})
