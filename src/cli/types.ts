import { basename, dirname, join } from 'node:path'
import { declareWorld } from '../contract/declare/declare.ts'
import { PluginError } from '../index.ts'
import { groupByPackage, parsePackages } from '../wit/parse.ts'
import { printWorld } from '../wit/printer.ts'
import { resolvePackages } from '../wit/resolve/resolve.ts'
import { type Command, type CommandIo, UsageError } from './command.ts'
import { type Failed, failedBy, failureLines } from './failure.ts'
import { escapeJson, escapeText } from './text.ts'
import { type Packages, readPackages } from './wit-files.ts'

/** `hospes types PATH...` */
export const typesCommand: Command = {
  name: 'types',
  summary: 'Writes the declarations that give an imported .wit file its types.',
  details: [
    'For FILE.wit it writes FILE.d.wit.ts beside it. Packages that a file leans on are given on the same command line.',
    'A folder is one package of several files, with others in its deps/. They are put together in one text, WORLD.wit',
    'beside the folder, with its declarations.',
  ],
  usage: 'PATH... [--plain] [--world NAME] [--json]',
  options: {
    plain: { type: 'boolean', help: 'write plain types instead, FILE.d.ts, for programs that do not import the text' },
    world: { type: 'string', value: 'NAME', help: 'which world, where there are several' },
    json: { type: 'boolean', help: 'print what was written as JSON, an array with one entry a path' },
  },

  async run(values, paths, io) {
    if (paths.length === 0) throw new UsageError('expected a .wit file or a folder of them')
    const request = { plain: values['plain'] === true, world: textOf(values['world']), io }
    const results: (Failed | Written)[] = []
    for (const path of paths) results.push(await writeDeclarations(path, paths, request))
    const failed = results.filter(result => 'error' in result)
    for (const failure of failed) for (const line of failureLines(failure)) io.err(line)
    if (values['json'] === true) io.out(escapeJson(results))
    else
      for (const { written } of results.filter(result => 'written' in result))
        for (const file of written) io.out(escapeText(file))
    return failed.length === 0 ? 0 : 2
  },
}

/** What was written for a path. */
interface Written {
  readonly file: string
  readonly written: readonly string[]
}

interface Request {
  readonly plain: boolean
  readonly world: string | undefined
  readonly io: CommandIo
}

async function writeDeclarations(path: string, all: readonly string[], request: Request): Promise<Failed | Written> {
  const { io } = request
  try {
    const files =
      (await io.list(path)) === undefined ? await declareFile(path, all, request) : await declareFolder(path, request)
    for (const file of files.keys()) await checkOwn(file, io)
    for (const [file, text] of files) await io.writeText(file, text)
    return { file: path, written: [...files.keys()] }
  } catch (error) {
    return failedBy(path, error)
  }
}

/** Files to be written, by path. */
type Files = ReadonlyMap<string, string>

async function declareFile(path: string, all: readonly string[], { plain, world, io }: Request): Promise<Files> {
  if (!path.endsWith('.wit')) throw new PluginError('invalid-argument', `expected a .wit file, found ${path}`)
  const others = all.filter(other => other !== path && other.endsWith('.wit'))
  const packages: Packages[] = []
  for (const file of [path, ...others]) packages.push(await readPackages(file, io))
  const sources = packages.flat(2)
  const groups = groupByPackage(sources)
  const base = path.slice(0, -'.wit'.length)
  if (plain) return new Map([[`${base}.d.ts`, plainText(path, declareWorld(parsePackages(groups, { world })))]])
  resolvePackages(groups, { features: 'all' })
  return new Map([[`${base}.d.wit.ts`, literalText(path, sources[0]?.text ?? '')]])
}

async function declareFolder(path: string, { plain, world: name, io }: Request): Promise<Files> {
  const world = parsePackages(await readPackages(path, io), { world: name })
  const base = join(dirname(path), world.name ?? '')
  if (plain) return new Map([[`${base}.d.ts`, plainText(path, declareWorld(world))]])
  const text = `${headline(path)}\n\n${printWorld(world)}`
  return new Map([
    [`${base}.wit`, text],
    [`${base}.d.wit.ts`, literalText(`${base}.wit`, text)],
  ])
}

const MARK = '// Written by hospes types'

function headline(path: string): string {
  return `${MARK} from ${escapeText(basename(path))}.`
}

/** What an import of the text gives: the text itself, as a type. */
function literalText(path: string, wit: string): string {
  const literal = wit.replace(/[\\`]|\$\{/g, '\\$&').replaceAll('\r', '\\r')
  return `${headline(path)}\ndeclare const wit: \`${literal}\`\nexport default wit\n`
}

function plainText(path: string, declarations: string): string {
  return `${headline(path)}\n${declarations}`
}

/** @throws PluginError `invalid-argument` for a file that somebody else has written */
async function checkOwn(file: string, io: CommandIo): Promise<void> {
  const text = await readIfThere(file, io)
  if (text !== undefined && !text.startsWith(MARK))
    throw new PluginError(
      'invalid-argument',
      `expected nothing at ${file} but what this command wrote, found another file`,
    )
}

async function readIfThere(file: string, io: CommandIo): Promise<string | undefined> {
  try {
    return await io.readText(file)
  } catch (error) {
    if (error instanceof PluginError) return undefined
    throw error
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
