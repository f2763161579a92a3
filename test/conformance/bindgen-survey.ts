import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bindgenDialect } from '../../src/dialects/bindgen/dialect.ts'
import type { BindgenFacts } from '../../src/dialects/bindgen/facts.ts'
import { recognizeDialect, unrecognized } from '../../src/dialects/list.ts'
import { contract, loadPlugin, PluginError } from '../../src/index.ts'
import { decodeModule } from '../../src/wasm/decode.ts'
import { readFacts, readGlue, type Witness } from './bindgen-glue.ts'
import { download, moduleOf, type Published, pathOf, readSuite } from './bindgen-packages.ts'

// What hospes makes of published modules, beside what the JavaScript that came with them says. Nothing of them is run
// but the WebAssembly, and nothing of them is committed. `tsx test/conformance/bindgen-survey.ts` downloads what is
// missing and writes the table in the docs; with `download` it only downloads.

export const surveyed: readonly Published[] = [
  ['@polkadot/wasm-crypto', '0.2.1', 'wasm_wasm.js'],
  ['wasm-flate', '0.1.11-alpha', 'wasm_flate_bg.wasm'],
  ['wasm-flate', '1.0.2', 'wasm_flate_bg.wasm'],
  ['blake3-wasm', '2.1.5', 'dist/wasm/nodejs/blake3_js_bg.wasm'],
  ['elf-cam', '0.1.1', 'elf_cam_bg.wasm'],
  ['@prisma/prisma-fmt-wasm', '0.3.1', 'src/prisma_fmt_build_bg.wasm'],
  ['brotli-wasm', '3.0.1', 'pkg.node/brotli_wasm_bg.wasm'],
  ['codespan-wasm', '0.4.0', 'pkg/index_bg.wasm'],
  ['rust-verkle-wasm', '0.0.1', 'nodejs/rust_verkle_wasm_bg.wasm'],
  ['@railgun-community/poseidon-hash-wasm', '1.0.1', 'pkg-cjs/poseidon_hash_wasm_bg.wasm'],
  ['@deltachat/message_parser_wasm', '0.13.0', 'message_parser_wasm_bg.wasm'],
  ['@polkadot-labs/schnorrkel-wasm', '0.0.7', 'dist/nodejs/schnorrkel_bg.wasm'],
  ['prql-js', '0.12.1', 'dist/node/prql_js_bg.wasm'],
  ['elm-solve-deps-wasm', '2.0.0', 'elm_solve_deps_wasm_bg.wasm'],
  ['@datadog/wasm-js-rewriter', '5.0.4', 'wasm/wasm_js_rewriter_bg.wasm'],
  ['@webbuf/blake3', '3.8.0', 'src/rs-webbuf_blake3-bundler/webbuf_blake3_bg.wasm'],
  ['@dqbd/tiktoken', '1.0.22', 'lite/tiktoken_bg.wasm'],
  ['@oxc-parser/wasm', '0.60.0', 'node/oxc_parser_wasm_bg.wasm'],
  ['@swc/wasm', '1.16.18', 'wasm_bg.wasm'],
  ['@1password/sdk-core', '0.5.0', 'nodejs/core_bg.wasm'],
  ['jieba-wasm', '2.4.0', 'pkg/nodejs/jieba_rs_wasm_bg.wasm'],
  ['windmill-parser-wasm-go', '1.761.0', 'windmill_parser_wasm_bg.wasm'],
  ['windmill-parser-wasm-regex', '1.764.0', 'windmill_parser_wasm_bg.wasm'],
  ['@minify-html/wasm', '0.18.1', 'index_bg.wasm'],
  ['json-strip-comments', '3.0.1', 'json_strip_comments_wasm_bg.wasm'],
  ['html-to-markdown-wasm', '2.18.0', 'dist-node/html_to_markdown_wasm_bg.wasm'],
  ['@gorules/zen-engine-wasm', '0.23.1', 'dist/zen_engine_wasm_bg.wasm'],
  ['@wasm-fmt/sql_fmt', '0.2.2', 'sql_fmt_bg.wasm'],
  ['simplecc-wasm', '1.1.1', 'pkg/nodejs/simplecc_wasm_bg.wasm'],
  ['@one-ini/wasm', '0.2.1', 'one_ini_bg.wasm'],
  ['@biomejs/wasm-nodejs', '2.5.14', 'biome_wasm_bg.wasm'],
  ['@cedar-policy/cedar-wasm', '4.13.0', 'nodejs/cedar_wasm_bg.wasm'],
  ['@nlptools/distance-wasm', '0.0.8', 'distance_wasm_bg.wasm'],
  ['@astral-sh/ruff-wasm-nodejs', '0.17.4', 'ruff_wasm_bg.wasm'],
  ['@kreuzberg/html-to-markdown-wasm', '3.7.2', 'pkg/nodejs/html_to_markdown_wasm_bg.wasm'],
  ['@guanmingchiu/sqlparser-ts', '0.62.0', 'wasm/sqlparser_rs_wasm_bg.wasm'],
  ['@cf-wasm/png', '0.4.0', 'dist/lib/png_bg.wasm'],
  ['@css-inline/css-inline-wasm', '0.21.2', 'index_bg.wasm'],
  ['hello-wasm', '6.6.6', 'hello_wasm_bg.wasm'],
  ['lightningcss-wasm', '1.33.0', 'lightningcss_node.wasm'],
  ['@gkd-kit/wasm_matches', '0.0.1', 'dist/mod.wasm'],
].map(([name = '', version = '', wasm = '']) => ({ package: name, version, wasm }))

export interface Survey {
  /** `0.2.92`; `undefined` for what is no module of wasm-bindgen. */
  readonly release: string | undefined
  readonly read: Witness | undefined
  readonly names: 'named' | 'numbered' | 'wrapped' | undefined
  readonly functions: number
  /** Imports that nobody answers: what they do is not harmless, or not known. */
  readonly asksFor: readonly string[]
  /** Why it is refused on this engine. */
  readonly refused: string | undefined
}

/** What hospes makes of a module. */
export async function survey(bytes: Uint8Array<ArrayBuffer>): Promise<Survey> {
  const module = decodeModule(bytes)
  const recognized = recognizeDialect(module)
  if (recognized?.dialect !== bindgenDialect) {
    const refused = unrecognized(module).message
    return { release: undefined, read: undefined, names: undefined, functions: 0, asksFor: [], refused }
  }
  const facts = recognized.facts as BindgenFacts
  const { from, to } = facts.release
  return {
    release: recognized.version ?? `0.2.${from} to 0.2.${to}`,
    read: readFacts(facts),
    names: nameKind(facts),
    functions: facts.functions.length,
    asksFor: facts.imports
      .filter(({ module: from, name }) => !['runtime', 'wasi'].includes(bindgenDialect.importRole(facts, from, name)))
      .map(({ name }) => name),
    refused: await refusal(bytes),
  }
}

function nameKind({ helpers }: BindgenFacts): Survey['names'] {
  const name = helpers.malloc ?? helpers.free ?? helpers.exnStore
  if (name === undefined) return undefined
  if (name.startsWith('__wbindgen_export')) return 'numbered'
  return name.endsWith('_command_export') ? 'wrapped' : 'named'
}

/** Why the module does not start, by a contract that asks nothing of it; `undefined` when it does. */
async function refusal(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const plugin = await loadPlugin(bytes, contract('package survey:empty;\nworld empty {}'))
    plugin.close()
    return undefined
  } catch (error) {
    if (error instanceof PluginError) return error.message.replace(/^plugin "\w+": /, '')
    throw error
  }
}

/** What the JavaScript beside the module says; `undefined` where there is none. */
export function witnessOf(published: Published): Witness | undefined {
  const folder = dirname(pathOf(published))
  const glue = readdirSync(folder)
    .filter(name => /\.[mc]?js$/.test(name) && name !== published.wasm)
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .filter(text => /\bwasm\.\w/.test(text))
  return glue.length === 0 ? undefined : readGlue(glue.join('\n'))
}

/** The rows of the table, in Markdown. */
export function surveyRow({ package: name, version }: Published, found: Survey): string {
  const { release = '', read, names = '', functions, asksFor, refused } = found
  const results = read?.results === 'none seen' ? '' : (read?.results ?? '')
  const asks = asksFor.length === 0 ? '' : String(asksFor.length)
  const cells = [`${name} ${version}`, release, results, read?.values ?? '', names]
  return `| ${[...cells, functions || '', asks, refused ?? ''].join(' | ')} |`
}

const surveyHead = [
  '| package | wasm-bindgen | results | values | helpers | functions | asks for | refused |',
  '| --- | --- | --- | --- | --- | ---: | ---: | --- |',
]

const page = fileURLToPath(new URL('../../docs/dialects/wasm-bindgen.md', import.meta.url))
const marks = { begin: '<!-- survey -->', end: '<!-- end of survey -->' }

function downloadAll(): void {
  for (const published of [...surveyed, ...(readSuite() ?? [])]) download(published)
}

async function writeTable(): Promise<void> {
  const rows: string[] = []
  for (const published of surveyed) {
    const bytes = moduleOf(published)
    if (bytes === undefined) throw new Error(`${published.package} has no ${published.wasm}`)
    rows.push(surveyRow(published, await survey(bytes)))
  }
  const text = readFileSync(page, 'utf8')
  const [before, after] = [text.indexOf(marks.begin), text.indexOf(marks.end)]
  const table = [marks.begin, '', ...surveyHead, ...rows, '', ''].join('\n')
  writeFileSync(page, text.slice(0, before) + table + text.slice(after))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  downloadAll()
  if (process.argv[2] !== 'download') await writeTable()
}
