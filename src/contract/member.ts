/**
 * A member that somebody wrote: an own property of an object, or one of its class or of a class above that.
 * Never one that every object or function has, such as `toString`: a missing import must not be answered by it.
 */
export function memberOf(owner: object, key: string): unknown {
  for (let at: object | null = owner; at !== null && !isBuiltIn(at); at = Object.getPrototypeOf(at))
    if (Object.hasOwn(at, key) && (at === owner || key !== 'constructor')) return Reflect.get(at, key, owner)
  return undefined
}

/** `Object.prototype` and `Function.prototype`, told by their place, since each realm has its own. */
function isBuiltIn(object: object): boolean {
  const above: unknown = Object.getPrototypeOf(object)
  if (above === null) return Object.hasOwn(object, 'hasOwnProperty')
  return typeof object === 'function' && Object.getPrototypeOf(above) === null
}

/** An object written as `{ … }`, whose every own member was meant. */
export function isPlain(object: object): boolean {
  const above: unknown = Object.getPrototypeOf(object)
  return above === null || isBuiltIn(above as object)
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

export function isClass(
  value: unknown,
): value is (new (...args: unknown[]) => unknown) & { readonly prototype: object } {
  return typeof value === 'function' && isObject(value.prototype)
}

/** What a value is, in a word or two. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
