/** A function of any signature: what it is given and gives is checked where it is lowered or lifted. */
// biome-ignore lint/suspicious/noExplicitAny: the parameters of any function
export type AnyFunction = (...args: any[]) => unknown
