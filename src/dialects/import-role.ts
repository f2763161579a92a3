/**
 * Who answers an import: the host by its contract, the dialect's own runtime, or WASI as far as it is granted.
 * A `stub` is there only to satisfy the engine and traps when it is called, unless the contract has a function of its
 * name; an `unknown` is given by nobody.
 */
export type ImportRole = 'contract' | 'runtime' | 'wasi' | 'stub' | 'unknown'
