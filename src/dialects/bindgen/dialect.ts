import type { Issue } from '../../errors.ts'
import type { World } from '../../wit/world.ts'
import type { CoreImport } from '../core-function.ts'
import type { Dialect, FitOptions } from '../dialect.ts'
import type { ImportRole } from '../import-role.ts'
import { answerImport, hostSlots, importRole, importSource } from './answers.ts'
import { bindExports } from './bind.ts'
import { describedWorld } from './described/world.ts'
import type { BindgenFacts } from './facts.ts'
import { recognize } from './recognize.ts'

/** Modules of wasm-bindgen, the convention between Rust and JavaScript, without the JavaScript that came with them. */
export const bindgenDialect: Dialect<BindgenFacts> = {
  name: 'wasm-bindgen',
  recognize,
  world: describedWorld,
  importRole: importRoleOf,
  importSource: (facts, module, name) => {
    const found = findImport(facts, module, name)
    return found && importSource(facts, found)
  },
  fit,
}

function importRoleOf(facts: BindgenFacts, module: string, name: string): ImportRole {
  const found = findImport(facts, module, name)
  return found === undefined ? 'unknown' : importRole(facts, found)
}

function findImport({ imports }: BindgenFacts, module: string, name: string): CoreImport | undefined {
  return imports.find(imported => imported.module === module && imported.name === name)
}

function fit(facts: BindgenFacts, world: World, { names }: FitOptions): Issue[] {
  const refused = facts.refusals.map((message): Issue => ({ code: 'unsupported', message }))
  if (refused.length > 0) return refused
  const hosts = hostSlots(world)
  const unanswered = facts.imports.flatMap(imported => {
    const answer = answerImport(facts, hosts, imported)
    return answer.by === 'nobody' ? [answer.issue] : []
  })
  return [...bindExports(facts, world, names).issues, ...unanswered]
}
