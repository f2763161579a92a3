/** `hospes/build`: contracts made of values. */
export type { Builder } from './contract/builder/t.ts'
export { t } from './contract/builder/t.ts'
export { world } from './contract/builder/world.ts'
