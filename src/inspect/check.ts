import type { Contract } from '../contract/contract.ts'
import { type Issue, PluginError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { fitIssues, readCandidate } from '../plan/make.ts'

/**
 * What is in the way of calling these bytes by this contract; empty when the plugin fits. Nothing of it is run.
 * The limits are the default ones.
 */
export function check(source: Uint8Array | ArrayBuffer, contract: Contract): Issue[] {
  const bytes = new Uint8Array(source)
  return collectIssues(() => fitIssues(readCandidate(bytes, undefined, defaultLimits), contract.world, {}))
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
