/** Nanoseconds, in the unit that fits. */
export function duration(ns: number): string {
  if (ns < 1000) return `${ns.toFixed(ns < 10 ? 1 : 0)} ns`
  return ns < 1e6 ? `${(ns / 1000).toFixed(2)} µs` : `${(ns / 1e6).toFixed(2)} ms`
}

export function ratio(value: number): string {
  return `${value.toFixed(value < 100 ? 2 : 0)} ×`
}
