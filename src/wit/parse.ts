import type { WitError } from '../errors.ts'
import { worldOf } from './extract.ts'
import { itemId } from './names.ts'
import type { PackageUnit } from './resolve/packages.ts'
import { resolveUnits } from './resolve/resolve.ts'
import { readHeader } from './syntax/parse-file.ts'
import { listNames, type Place, type Source, witError } from './syntax/source.ts'
import type { World } from './world.ts'

export interface ParseOptions {
  /** Which world, where there are several: its name, or its full id `ns:pkg/world@1.2.3`. */
  readonly world?: string | undefined
  /** WIT texts of other packages, in any order; several texts of one package are its files. */
  readonly deps?: readonly string[] | undefined
  /** Features of `@unstable` gates that are on; `'all'` for every one. None by default. */
  readonly features?: readonly string[] | 'all' | undefined
}

/**
 * Reads a WIT text into the one world that it means.
 * @throws WitError for a text that is wrong, and when it isn't clear which world is meant
 */
export function parseWit(text: string, { world, deps = [], features }: ParseOptions = {}): World {
  const sources = [{ name: '', text }, ...deps.map((dep, i): Source => ({ name: `deps[${i}]`, text: dep }))]
  return parsePackages(groupByPackage(sources), { world, features })
}

/**
 * Reads packages, each given by the files it is spread over, into the one world that the first of them means.
 * @throws WitError for texts that are wrong, and when it isn't clear which world is meant
 */
export function parsePackages(
  groups: readonly (readonly Source[])[],
  { world, features }: Pick<ParseOptions, 'world' | 'features'>,
): World {
  const [main = []] = groups
  const { resolution, units } = resolveUnits(groups, { features })
  const candidates = findWorlds(units, main)
  const isChosen = ({ name, id }: Candidate): boolean => name === world || id === world
  const wanted = world === undefined ? candidates.own : candidates.all.filter(isChosen).slice(0, 1)
  const index = resolution.worlds.findIndex(one => itemId(one.package, one.name) === wanted[0]?.id)
  if (wanted.length !== 1 || index < 0) throw unclear(main, candidates, world)
  return worldOf(resolution, index)
}

/** Texts of one package together, the main text's package first. */
export function groupByPackage(sources: readonly Source[]): readonly (readonly Source[])[] {
  const groups = new Map<string, Source[]>()
  for (const source of sources) {
    const key = readHeader(source) ?? `text ${groups.size}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [source])
    else group.push(source)
  }
  return [...groups.values()]
}

interface Candidate {
  readonly name: string
  readonly id: string
  readonly place: Place
}

interface Candidates {
  /** Worlds of the main package; where there are none, those of packages that stand in blocks in its texts. */
  readonly own: readonly Candidate[]
  readonly all: readonly Candidate[]
}

function findWorlds(units: readonly PackageUnit[], main: readonly Source[]): Candidates {
  const header = main.map(readHeader).find(id => id !== undefined)
  const worldsOf = (unit: PackageUnit): Candidate[] =>
    unit.files.flatMap(({ source, items }) =>
      items.flatMap(node => {
        if (node.kind !== 'world') return []
        const { name, at } = node.name
        return [{ name, id: itemId(unit.id, name), place: { source, offset: at } }]
      }),
    )
  const own = units.filter(unit => unit.id === header).flatMap(worldsOf)
  const inText = units.filter(({ files }) => files.some(({ source }) => main.includes(source))).flatMap(worldsOf)
  return { own: own.length > 0 ? own : inText, all: [...own, ...inText, ...units.flatMap(worldsOf)] }
}

function unclear([first]: readonly Source[], { own, all }: Candidates, world: string | undefined): WitError {
  const [one, second] = own
  const start: Place = { source: first ?? { name: '', text: '' }, offset: 0 }
  if (world !== undefined) {
    const known = [...new Set((own.length > 0 ? own : all).map(({ name }) => name))]
    const rest = known.length === 0 ? 'there is no world at all' : `there is ${listNames(known)}`
    return witError(one?.place ?? start, `there is no world '${world}'; ${rest}`)
  }
  if (one === undefined) return witError(start, 'there is no world in this text')
  const names = listNames(own.map(({ name }) => name))
  return witError((second ?? one).place, `there are several worlds, ${names}: choose one by the option 'world'`)
}
