import { words } from '../../wit/names.ts'
import { nameKey } from '../names.ts'
import type { BindgenFacts, BindgenFunction, Class } from './facts.ts'

/** A function of an exported struct. `key` is its own name's, without the struct's. */
export interface Member extends BindgenFunction {
  readonly key: string
}

/**
 * The exported structs that a resource of this name can be: their names are known in lower case only, with their
 * namespace before them.
 */
export function classesNamed(facts: BindgenFacts, resource: string): readonly Class[] {
  const wanted = words(resource).join('')
  return facts.classes.filter(({ name }) => squash(name) === wanted || squash(name.replace(/^.*__/, '')) === wanted)
}

function squash(name: string): string {
  return name.replaceAll('_', '')
}

/**
 * The methods and static functions of a struct, and the accessors of its fields. A getter has the name of its
 * property, a setter that name behind `set`; a public field's accessors do the same.
 */
export function membersOf(facts: BindgenFacts, { name }: Class): readonly Member[] {
  return facts.functions.flatMap(exported => {
    const member = memberName(exported.name, name)
    return member === undefined ? [] : [{ ...exported, key: nameKey(member) }]
  })
}

/**
 * What can construct a struct. Where the module says it itself, that is it; else the Rust name of a constructor is
 * nowhere to be found, and `new` is what nearly all are called.
 */
export function constructorsOf(facts: BindgenFacts, struct: Class): readonly Member[] {
  const members = membersOf(facts, struct)
  const described = members.filter(member => member.described?.kind === 'constructor')
  return described.length > 0 ? described : members.filter(({ key }) => key === 'new')
}

function memberName(exported: string, struct: string): string | undefined {
  for (const [prefix, before] of [
    [`${struct}_`, ''],
    [`__wbg_get_${struct}_`, ''],
    [`__wbg_set_${struct}_`, 'set_'],
  ] as const)
    if (exported.startsWith(prefix)) return before + exported.slice(prefix.length)
  return undefined
}
