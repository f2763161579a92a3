import { usesWasi as componentUsesWasi, instantiate as instantiateComponent } from './component/instantiate.ts'
import { usesWasi as coreUsesWasi, instantiate as instantiateCore } from './core/instantiate.ts'
import type { Runner } from './dialect.ts'

const component: Runner = { instantiate: instantiateComponent, usesWasi: componentUsesWasi }
const core: Runner = { instantiate: instantiateCore, usesWasi: coreUsesWasi }

/**
 * What runs the plugins of each dialect, by its name. Apart from the list of dialects, for threads that only run; and
 * what is of use to one dialect alone is loaded for the first plugin of that dialect.
 */
export const runners: Readonly<Record<string, () => Runner | Promise<Runner>>> = {
  component: () => component,
  'wasm-bindgen': () => import('./bindgen/instantiate.ts'),
  core: () => core,
}
