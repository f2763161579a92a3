import { instantiate as instantiateBindgen } from './bindgen/instantiate.ts'
import { instantiate as instantiateComponent } from './component/instantiate.ts'
import { instantiate as instantiateCore } from './core/instantiate.ts'
import type { Runner } from './dialect.ts'

/** What runs the plugins of each dialect, by its name. Apart from the list of dialects, for threads that only run. */
export const runners: Readonly<Record<string, Runner>> = {
  component: { instantiate: instantiateComponent },
  'wasm-bindgen': { instantiate: instantiateBindgen },
  core: { instantiate: instantiateCore },
}
