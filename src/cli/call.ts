import { defaultLimits } from '../limits.ts'
import { readCandidate } from '../plan/make.ts'
import type { Func, World } from '../wit/world.ts'
import { importsOf, parseAnswers } from './answers.ts'
import { type Answer, callPlugin } from './call-plugin.ts'
import { type Command, UsageError } from './command.ts'
import { asUsage, failedBy, failureLines } from './failure.ts'
import { findFunction, type NamedFunction, namedFunctions } from './function-names.ts'
import { jsonOf } from './json.ts'
import { escapeJson } from './text.ts'
import { parseArguments, readCall } from './wave/call.ts'
import { typeKind, unspeakable } from './wave/kinds.ts'
import { printWave } from './wave/print.ts'
import { readWorld } from './wit-files.ts'

/** `hospes call FILE 'greet("Ada")'` */
export const callCommand: Command = {
  name: 'call',
  summary: 'Calls a function of a plugin and prints what it returns. Values are written in WAVE.',
  usage: `FILE 'NAME(ARGUMENT, ...)' [--contract PATH [--world NAME]] [--import 'NAME=VALUE']... [--json]`,
  options: {
    contract: {
      type: 'string',
      value: 'PATH',
      help: 'the contract, a .wit file or a folder of them; by default what the plugin carries',
    },
    world: { type: 'string', value: 'NAME', help: 'which world, where the contract has several' },
    import: {
      type: 'string',
      multiple: true,
      value: "'NAME=VALUE'",
      help: 'what a function of the host returns; those that are not named fail when they are called',
    },
    json: { type: 'boolean', help: 'print the result as JSON; what the plugin prints goes to standard error' },
  },

  async run(values, [file, text, ...more], io) {
    const { contract: path, world: name, import: answers } = values
    if (file === undefined || text === undefined || more.length > 0)
      throw new UsageError(`expected a plugin and a call, as in: plugin.wasm 'greet("Ada")'`)
    if (name !== undefined && path === undefined) throw new UsageError('expected --contract PATH beside --world')
    const expected = typeof path === 'string' ? await readWorld(path, name, io) : undefined
    if (expected === undefined && path !== undefined) return 2
    const json = values['json'] === true
    try {
      const bytes = await io.readFile(file)
      const world = expected ?? carriedWorld(file, bytes)
      const { wanted, args } = readRequest(text, world)
      const imports = importsOf(world, parseAnswers(Array.isArray(answers) ? answers : [], world))
      const fallible = isFallible(wanted.function, world)
      const call = { file, bytes, world, imports, path: wanted.path, args, fallible }
      const answer = await callPlugin(call, json ? { ...io, out: io.err } : io)
      if (answer.tag === 'err') for (const line of failureLines(failedBy(file, answer.error))) io.err(line)
      const show = answer.tag === 'ok' ? io.out : io.err
      for (const line of linesOf(answer, wanted.function, world, json)) show(line)
      return answer.tag === 'ok' ? 0 : 1
    } catch (error) {
      for (const line of failureLines(failedBy(file, error))) io.err(line)
      return 1
    }
  },
}

/** The interface that the bytes carry. @throws UsageError when there is none, PluginError */
function carriedWorld(file: string, bytes: Uint8Array): World {
  const { dialect, facts } = readCandidate(new Uint8Array(bytes), undefined, defaultLimits).recognized
  const world = dialect.world?.(facts)
  if (world === undefined) throw new UsageError(`expected --contract PATH: ${file} carries no interface of its own`)
  return world
}

/** The function that a call means, and its arguments. @throws UsageError */
function readRequest(
  text: string,
  world: World,
): { readonly wanted: NamedFunction; readonly args: readonly unknown[] } {
  const call = asUsage(() => readCall(text))
  const wanted = findFunction(namedFunctions(world.exports, world), call.name, 'the exports')
  const { params, result } = wanted.function
  const obstacle = unspeakable(world.types, [...params.map(({ type }) => type), ...(result === null ? [] : [result])])
  if (obstacle !== undefined)
    throw new UsageError(`${call.name} takes or returns ${obstacle}, which has no text: it can't be called from here`)
  return { wanted, args: asUsage(() => parseArguments(call, world.types, params)) }
}

function isFallible({ result }: Func, { types }: World): boolean {
  return result !== null && typeKind(types, result) === 'result'
}

function linesOf(answer: Answer, func: Func, world: World, json: boolean): string[] {
  if (json) return [escapeJson(jsonOf(answer.val))]
  if (func.result === null) return []
  return [printWave(world.types, func.result, isFallible(func, world) ? answer : answer.val)]
}
