import { inspect } from '../index.ts'
import { type Command, UsageError } from './command.ts'
import { describeInspection } from './describe.ts'
import { type Failed, failedBy, failureLines } from './failure.ts'
import { escapeJson } from './text.ts'

/** `hospes inspect FILE...` */
export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'What a .wasm file is, which dialect it speaks and why, what it asks for and what it offers.',
  usage: 'FILE... [--all] [--json]',
  options: {
    all: { type: 'boolean', help: 'list every import, export and section, however many there are' },
    json: { type: 'boolean', help: 'print everything as JSON, an array with one entry a file' },
  },

  async run(values, files, io) {
    if (files.length === 0) throw new UsageError('expected at least one file')
    const json: (Failed | { readonly file: string })[] = []
    let failed = false
    let first = true
    for (const file of files) {
      try {
        const inspection = inspect(await io.readFile(file))
        json.push({ file, ...inspection })
        if (values['json'] === true) continue
        if (!first) io.out('')
        first = false
        for (const line of describeInspection(file, inspection, { color: io.color, all: values['all'] === true }))
          io.out(line)
      } catch (error) {
        const failure = failedBy(file, error)
        failed = true
        json.push(failure)
        for (const line of failureLines(failure)) io.err(line)
      }
    }
    if (values['json'] === true) io.out(escapeJson(json))
    return failed ? 1 : 0
  },
}
