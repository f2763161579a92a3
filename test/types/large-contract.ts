/** Signatures as people write them, over and over with other types, so that little is cached. */
const primitives = ['u8', 'u32', 's32', 'u64', 'f64', 'bool', 'string']
const compound = ['list<u8>', 'list<string>', 'option<string>', 'tuple<u32, string>', 'list<tuple<string, f64>>']
const named = ['item', 'mode', 'shape', 'list<item>', 'option<shape>', 'list<mode>']
const types = [...primitives, ...compound, ...named]
const names = ['id', 'name', 'input', 'options', 'offset', 'peer-id']
const results = ['', ' -> u32', ' -> result<item, string>', ' -> result<_, error-code>', ' -> list<shape>']

/** A contract of that many functions, each documented: of the world itself, or twenty to an interface. */
export function largeContract(count: number, form: 'flat' | 'interfaces'): string {
  const functions = Array.from({ length: count }, (_, at) => signature(at))
  if (form === 'flat') {
    const exports = functions.map(text => text.replace('  thing', '  export thing'))
    const world = `world large {\n  use types.{item, mode, shape, error-code};\n${exports.join('\n')}\n}\n`
    return `package bench:large@1.0.0;\n\n${interfaceText('types', 0, [])}\n${world}`
  }
  const parts = Array.from({ length: Math.ceil(count / 20) }, (_, at) => functions.slice(at * 20, at * 20 + 20))
  const interfaces = parts.map((part, at) => interfaceText(`part-${at}`, at, part))
  const exports = parts.map((_, at) => `  export part-${at};\n`)
  return `package bench:large@1.0.0;\n\n${interfaces.join('\n')}\nworld large {\n${exports.join('')}}\n`
}

function signature(at: number): string {
  const pick = (step: number): string => types[(at * 7 + step * 13) % types.length] ?? 'u8'
  const params = Array.from({ length: at % 4 }, (_, i) => `${names[(at + i) % names.length]}: ${pick(i)}`)
  return `  /// Does thing number ${at}; { nothing } else.\n  thing-${at}: func(${params.join(', ')})${results[at % results.length]};`
}

function interfaceText(name: string, at: number, functions: readonly string[]): string {
  return `interface ${name} {
  record item {
    /// Its name.
    name: string,
    tag-${at}: option<string>,
    score: f64,
    parts: list<u32>,
  }
  enum mode { fast, slow, mode-${at} }
  variant shape { circle(f64), poly(list<tuple<f64, f64>>), none-${at} }
  enum error-code { not-found, denied, e-${at} }
${functions.join('\n')}
}
`
}
