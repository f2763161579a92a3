import { type Contract, worldOf } from '../contract/contract.ts'
import { type Issue, PluginError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { fitIssues, readCandidate } from '../plan/make.ts'
import { bytesOf } from './source.ts'

/**
 * What is in the way of calling these bytes by this contract; empty when the plugin fits. Nothing of it is run.
 * The limits are the default ones.
 * @throws PluginError `invalid-argument` for what is no bytes or no contract
 */
export function check(source: Uint8Array | ArrayBuffer, contract: Contract): Issue[] {
  const bytes = bytesOf(source)
  const world = worldOf(contract)
  return collectIssues(() => fitIssues(readCandidate(bytes, undefined, defaultLimits), world, {}))
}

/** The issues that `find` returns, or those of the error it throws. */
export function collectIssues(find: () => Issue[]): Issue[] {
  try {
    return find()
  } catch (error) {
    if (error instanceof PluginError) return [...(error.issues ?? [issueOf(error)])]
    throw error
  }
}

/** What an error says, as a finding. */
export function issueOf({ code, message, offset }: PluginError): Issue {
  return offset === undefined ? { code, message } : { code, message, offset }
}
