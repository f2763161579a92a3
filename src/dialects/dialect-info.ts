/** How a plugin passes its values, and what spoke for that: for people. */
export interface DialectInfo {
  readonly name: string
  /** The convention's own version, where the bytes tell: `0.2.130`. */
  readonly version?: string
  /** What spoke for this dialect, one short phrase a fact: `exports cabi_realloc`. */
  readonly evidence: readonly string[]
}
