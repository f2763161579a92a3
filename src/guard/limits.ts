/** The limits that the guard holds: sums over all core modules of a plugin. The decoder holds those of one module. */
export interface GuardLimits {
  /** Functions that the modules define. */
  readonly functions: number
  readonly tables: number
  /** Elements of all tables together, at the start and after any growth. */
  readonly tableElements: number
  readonly memories: number
  /** Pages (64 KiB) of all memories together, at the start and after any growth. */
  readonly memoryPages: number
}
