/** What one node needs of another. */
export interface Edge<T> {
  readonly to: number
  /** Where it says so. */
  readonly by: T
}

/**
 * Orders nodes so that each comes after those it needs. Where that cannot be, `cycle` is an edge of a circle, and the
 * nodes that are in one or need one are left out.
 */
export function dependencyOrder<T>(nodes: readonly (readonly Edge<T>[])[]): {
  readonly order: readonly number[]
  readonly cycle: Edge<T> | undefined
} {
  const missing = nodes.map(edges => edges.length)
  const needers: number[][] = nodes.map(() => [])
  for (const [node, edges] of nodes.entries()) for (const { to } of edges) needers[to]?.push(node)
  const order = [...nodes.keys()].filter(node => missing[node] === 0)
  // The list grows while it is walked: whatever becomes free is added behind.
  for (const node of order) {
    for (const needer of needers[node] ?? []) {
      missing[needer] = (missing[needer] ?? 0) - 1
      if (missing[needer] === 0) order.push(needer)
    }
  }
  const isStuck = (node: number): boolean => (missing[node] ?? 0) > 0
  const cycle = nodes
    .filter((_, node) => isStuck(node))
    .flat()
    .find(({ to }) => isStuck(to))
  return { order, cycle }
}

/** Visits `start` and all that it needs, needed ones first, each once; `seen` holds the nodes visited before. */
export function visitDependenciesFirst(
  start: number,
  needs: (node: number) => readonly number[],
  seen: Set<number>,
  visit: (node: number) => void,
): void {
  if (seen.has(start)) return
  seen.add(start)
  // A stack of our own: chains in a hostile text are longer than the engine's.
  const stack = [{ node: start, needed: needs(start), next: 0 }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const child = top.needed[top.next++]
    if (child === undefined) {
      visit(top.node)
      stack.pop()
    } else if (!seen.has(child)) {
      seen.add(child)
      stack.push({ node: child, needed: needs(child), next: 0 })
    }
  }
}
