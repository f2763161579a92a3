import { PluginError } from '../errors.ts'

/** How much one call may cost, as the limits of the same names say. */
export interface BudgetLimits {
  readonly liftedBytes: number
  readonly liftedItems: number
  readonly hostCalls: number
  readonly logLines: number
  readonly logBytes: number
}

/** What one call may still cost. Reset once a call, before lowering; realloc, call, lift and post-return share it. */
export interface Budget {
  /** Bytes that may still be lifted out of the guest. */
  liftedBytes: number
  /** Items of lists, and string and list headers, that may still be lifted. */
  liftedItems: number
  hostCalls: number
  logLines: number
  logBytes: number
  reset(): void
}

/** A full budget. */
export function createBudget(limits: BudgetLimits): Budget {
  return {
    liftedBytes: limits.liftedBytes,
    liftedItems: limits.liftedItems,
    hostCalls: limits.hostCalls,
    logLines: limits.logLines,
    logBytes: limits.logBytes,
    reset(): void {
      this.liftedBytes = limits.liftedBytes
      this.liftedItems = limits.liftedItems
      this.hostCalls = limits.hostCalls
      this.logLines = limits.logLines
      this.logBytes = limits.logBytes
    },
  }
}

/**
 * Takes what is about to be lifted off the budget, before anything is allocated for it.
 * @throws PluginError `output-too-large` when it is more than what is left.
 */
export function chargeLift(budget: Budget, bytes: number, items: number): void {
  budget.liftedBytes -= bytes
  budget.liftedItems -= items
  if (budget.liftedBytes < 0 || budget.liftedItems < 0) throw outputTooLarge(budget, bytes, items)
}

function outputTooLarge(budget: Budget, bytes: number, items: number): PluginError {
  const [left, unit, found] =
    budget.liftedBytes < 0 ? [budget.liftedBytes + bytes, 'bytes', bytes] : [budget.liftedItems + items, 'items', items]
  return new PluginError(
    'output-too-large',
    `expected at most ${left} more ${unit} from the guest in this call, found ${found}`,
  )
}
