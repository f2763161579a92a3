import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

/** One error of the compiler, under the comment that stands above the faulty statement. */
export interface Complaint {
  readonly file: string
  readonly title: string
  /** First line of the compiler's text. */
  readonly message: string
}

export interface Report {
  readonly complaints: readonly Complaint[]
  /** How many types the compiler had to make: what a contract costs, the same on every machine. */
  readonly instantiations: number
}

/** Runs the compiler on a project. */
export function compileProject(project: string): Report {
  const output = run(['-p', project, '--extendedDiagnostics'])
  const complaints = output.split('\n').flatMap(line => {
    const found = /^(.+\.ts)\((\d+),\d+\): error TS\d+: (.*)$/.exec(line)
    if (found === null) return []
    const [, path = '', row = '', message = ''] = found
    return [{ file: basename(path), title: titleAbove(path, Number(row)), message }]
  })
  const instantiations = /^Instantiations:\s+(\d+)$/m.exec(output)?.[1]
  if (instantiations === undefined) throw new Error(`the compiler did not finish:\n${output}`)
  return { complaints, instantiations: Number(instantiations) }
}

/** The package's declarations, as users compile against them, and a place for programs that do. */
export interface Workshop {
  /** Writes programs that import `hospes`, given by file name, as a project; its folder. */
  write(files: Readonly<Record<string, string>>): string
  /** Writes and compiles them. */
  compile(files: Readonly<Record<string, string>>): Report
  close(): void
}

export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'hospes-types-'))
  const declarations = join(folder, 'hospes')
  run(['-p', 'tsconfig.portable.json', '--noEmit', 'false', '--emitDeclarationOnly', '--outDir', declarations])
  let count = 0
  const write: Workshop['write'] = files => {
    const program = join(folder, `program-${count++}`)
    mkdirSync(program)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(program, name), text)
    writeFileSync(join(program, 'package.json'), '{ "type": "module" }')
    const compilerOptions = {
      noEmit: true,
      types: [],
      declaration: false,
      isolatedDeclarations: false,
      rootDir: folder,
      paths: { hospes: [join(declarations, 'public.d.ts')], 'hospes/build': [join(declarations, 'build.d.ts')] },
    }
    const project = { extends: resolve('tsconfig.json'), compilerOptions, include: ['*.ts'] }
    writeFileSync(join(program, 'tsconfig.json'), JSON.stringify(project))
    return program
  }
  return {
    write,
    compile: files => compileProject(join(write(files), 'tsconfig.json')),
    close: () => rmSync(folder, { recursive: true }),
  }
}

function run(args: readonly string[]): string {
  const { stdout, error } = spawnSync('node_modules/.bin/tsc', [...args, '--pretty', 'false'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error) throw error
  return stdout
}

function titleAbove(path: string, row: number): string {
  const before = readFileSync(path, 'utf8').split('\n').slice(0, row)
  return before.findLast(line => line.startsWith('// '))?.slice(3) ?? ''
}
