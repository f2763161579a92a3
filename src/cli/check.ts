import type { Issue } from '../errors.ts'
import { type Contract, check } from '../index.ts'
import { type Command, type CommandIo, UsageError } from './command.ts'
import { failedBy } from './failure.ts'
import { columns, escapeJson, type Row } from './text.ts'
import { readWorld } from './wit-files.ts'

interface Result {
  readonly file: string
  readonly fits: boolean
  readonly issues: readonly Issue[]
}

/** `hospes check FILE... --contract FILE` */
export const checkCommand: Command = {
  name: 'check',
  summary: 'Whether plugins fit a contract, and what is in the way.',
  usage: 'FILE... --contract PATH [--world NAME] [--json]',
  options: {
    contract: { type: 'string', value: 'PATH', help: 'the contract, a .wit file or a folder of them' },
    world: { type: 'string', value: 'NAME', help: 'which world, where the contract has several' },
    json: { type: 'boolean', help: 'print the findings as JSON, an array with one entry a file' },
  },

  async run(values, files, io) {
    const { contract: path } = values
    if (typeof path !== 'string') throw new UsageError('expected --contract PATH')
    if (files.length === 0) throw new UsageError('expected at least one plugin')
    const world = await readWorld(path, values['world'], io)
    if (world === undefined) return 2
    const results: Result[] = []
    for (const file of files) results.push(await checkFile(file, { world }, io))
    if (values['json'] === true) io.out(escapeJson(results))
    else for (const line of columns(results.flatMap(rowsOf), io.color)) io.out(line)
    return results.every(({ fits }) => fits) ? 0 : 1
  },
}

async function checkFile(file: string, wit: Contract, io: CommandIo): Promise<Result> {
  try {
    const issues = check(await io.readFile(file), wit)
    return { file, fits: issues.length === 0, issues }
  } catch (error) {
    return { file, fits: false, issues: [failedBy(file, error).error] }
  }
}

function rowsOf({ file, fits, issues }: Result): Row[] {
  if (fits)
    return [
      [
        { text: file, style: 'bold' },
        { text: 'fits', style: 'green' },
      ],
    ]
  return issues.map(({ code, message }, at): Row => {
    const name = at === 0 ? file : ''
    return [{ text: name, style: 'bold' }, { text: code, style: 'red' }, message]
  })
}
