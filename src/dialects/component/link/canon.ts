import type { StringEncoding } from '../../../canonical/types/string.ts'
import type { Canon, CanonOption } from '../../../wasm/component/canon.ts'
import type { Draft } from './draft.ts'
import { type Environment, lookUp } from './environment.ts'
import type { CoreItem, Options } from './program.ts'
import { functionType, resourceAt } from './types.ts'

/** Gives the function that a canonical definition makes the next index of its sort. */
export function addCanon(canon: Canon, environment: Environment, draft: Draft): void {
  const { instance, spaces } = environment
  switch (canon.kind) {
    case 'lift': {
      const { options, postReturn } = linkOptions(canon.options, environment)
      const core = lookUp(environment, 'core func', canon.func)
      const type = functionType(canon.type, environment)
      spaces.func.push(draft.addFunction({ kind: 'lift', instance, type, core, options, postReturn }))
      break
    }
    case 'lower': {
      const { options } = linkOptions(canon.options, environment)
      const func = lookUp(environment, 'func', canon.func)
      spaces['core func'].push(draft.addMade({ kind: 'lower', instance, func, options }))
      break
    }
    case 'resource.new':
    case 'resource.rep':
    case 'resource.drop': {
      const { kind } = canon
      const resource = resourceAt(canon.type, environment)
      spaces['core func'].push(draft.addMade({ kind, instance, resource }))
      break
    }
    case 'context.get':
    case 'context.set': {
      const { kind, slot } = canon
      spaces['core func'].push(draft.addMade({ kind, instance, slot }))
      break
    }
    case 'backpressure.inc':
    case 'backpressure.dec': {
      const { kind } = canon
      spaces['core func'].push(draft.addMade({ kind, instance }))
      break
    }
    default:
      spaces['core func'].push(draft.addMade({ kind: 'unsupported', instance, name: canon.kind }))
  }
}

function linkOptions(
  list: readonly CanonOption[],
  environment: Environment,
): { readonly options: Options; readonly postReturn: CoreItem | null } {
  let encoding: StringEncoding = 'utf8'
  let memory: CoreItem | null = null
  let realloc: CoreItem | null = null
  let postReturn: CoreItem | null = null
  let async = false
  for (const option of list)
    switch (option.kind) {
      case 'memory':
        memory = lookUp(environment, 'core memory', option.index)
        break
      case 'realloc':
        realloc = lookUp(environment, 'core func', option.index)
        break
      case 'post-return':
        postReturn = lookUp(environment, 'core func', option.index)
        break
      case 'async':
        async = true
        break
      case 'callback':
        break
      default:
        encoding = option.kind
    }
  return { options: { encoding, memory, realloc, async }, postReturn }
}
