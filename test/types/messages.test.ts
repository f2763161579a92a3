import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contract, WitError } from '../../src/index.ts'
import { compileProject } from './compiler.ts'

// Each fixture is a list of mistakes, each under a comment that says which.
const found = compileProject('test/types/tsconfig.json').complaints

/** What the editor says, without the text of the contract, which TypeScript puts before it. */
function said(file: string): string {
  return found
    .filter(one => one.file === file)
    .flatMap(({ title, message }) => {
      const faults = [...message.matchAll(/"(WIT error(?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
        text.replaceAll('\\"', '"'),
      )
      return [`${title}:`, ...(faults.length > 0 ? faults.sort() : [message]).map(text => `  ${text}`)]
    })
    .join('\n')
}

test('calls', () => {
  expect(said('calls.ts')).toMatchInlineSnapshot(`
    "a wrong argument:
      Argument of type 'number' is not assignable to parameter of type 'string'.
    no argument:
      Expected 1-2 arguments, but got 0.
    a misspelt export:
      Property 'great' does not exist on type '{ greet: (name: string, times?: number | undefined) => string; }'. Did you mean 'greet'?
    a result taken for something else:
      Type 'string' is not assignable to type 'number'."
  `)
})

test('imports and options', () => {
  expect(said('imports.ts')).toMatchInlineSnapshot(`
    "no options at all:
      Expected 3 arguments, but got 2.
    options without imports:
      Argument of type '{ isolation: "worker"; }' is not assignable to parameter of type 'LoadOptions<Contract<{ hour: () => number; lookup: (key: string) => number | Failure<string>; }, { greet: (name: string) => string; }, {}>, "worker">'.
    one import missing:
      Type '{ hour: () => number; }' is not assignable to type '{ hour: () => number; lookup: (key: string) => number | Failure<string>; } | ((plugin: PluginInfo) => { hour: () => number; lookup: (key: string) => number | Failure<string>; })'.
    an import that nobody asks for:
      Object literal may only specify known properties, and 'minute' does not exist in type '{ hour: () => number; lookup: (key: string) => number | Failure<string>; } | ((plugin: PluginInfo) => { hour: () => number; lookup: (key: string) => number | Failure<string>; })'.
    a result of another type:
      Type 'string' is not assignable to type 'number'.
    a payload of another type:
      Type 'Failure<404>' is not assignable to type 'number | Failure<string>'.
    a promise for a guest that can't wait:
      Type 'Promise<number>' is not assignable to type 'number'.
    a misspelt option:
      Object literal may only specify known properties, but 'limit' does not exist in type 'LoadOptions<Contract<{ hour: () => number; lookup: (key: string) => number | Failure<string>; }, { greet: (name: string) => string; }, {}>, "inline">'. Did you mean to write 'limits'?"
  `)
})

test('contracts', () => {
  expect(said('texts.ts')).toMatchInlineSnapshot(`
    "an unknown type:
      WIT error (line 4): unknown type "strng"
    a type of another language:
      WIT error (line 1): unknown type "boolean", did you mean "bool"?
      WIT error (line 1): unknown type "i32", did you mean "s32"?
    a missing semicolon:
      WIT error (line 4): missing ";" after "export f: func()"
    a missing brace:
      WIT error (line 3): missing "}"
    a missing colon:
      WIT error (line 4): expected ":" after "g"
    neither import nor export:
      WIT error (line 4): expected "import" or "export" before "greet"
    an interface, a world and a type that are not there:
      WIT error (line 10): there is no interface "l"
      WIT error (line 5): interface "i" has no type "s"
      WIT error (line 6): there is no interface "k"
      WIT error (line 9): there is no world "v"
    snake_case and camelCase:
      WIT error (line 4): "get_name" is not kebab-case: write "-" for "_"
      WIT error (line 5): "newName" is not kebab-case: a word is all lower or all upper case
      WIT error (line 5): "setName" is not kebab-case: a word is all lower or all upper case
    a type that is defined twice:
      WIT error (line 4): "r" is defined more than once
      WIT error (line 6): "r" is defined more than once
    two worlds and none chosen:
      WIT error: several worlds, choose one with { world: "first" }
      WIT error: several worlds, choose one with { world: "second" }
    a world that is not there:
      Type '"third"' is not assignable to type '"first" | "second" | undefined'.
    no world:
      WIT error: no world in this text
    no package:
      WIT error (line 1): no package is named: begin with "package my:plugin;"
    generic types with too few, too many, unknown:
      WIT error (line 4): wrong number of types in "map<string>"
      WIT error (line 4): wrong number of types in "result<u8, u8, u8>"
      WIT error (line 5): unknown generic type "vec"
      WIT error (line 6): malformed type "list<u8"
    the line counts comments of both kinds:
      WIT error (line 10): unknown type "wrong""
  `)
})

// Without a semicolon or a brace the parser goes on to the next line before it notices.
const noticedLater = ['a missing semicolon', 'a missing brace']

test('where the editor names lines, the first fault of the run-time parser is on one of them', () => {
  const source = readFileSync('test/types/fixtures/texts.ts', 'utf8')
  const texts = [...source.matchAll(/\/\/ (.*)\ncontract\(`([^`]*)`\)/g)]
  const compared = texts.flatMap(([, title = '', text = '']) => {
    const messages = found.filter(one => one.title === title).map(one => one.message)
    const lines = messages.flatMap(one => [...one.matchAll(/\(line (\d+)\)/g)]).map(([, line]) => Number(line))
    return lines.length === 0 || noticedLater.includes(title) ? [] : [{ title, lines, line: witError(text).line }]
  })
  expect(compared.length).toBeGreaterThan(8)
  for (const { title, lines, line } of compared) expect(lines, title).toContain(line)
})

function witError(text: string): WitError {
  try {
    contract(text)
  } catch (error) {
    if (error instanceof WitError) return error
    throw error
  }
  throw new Error(`accepted: ${text}`)
}
