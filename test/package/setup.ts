import { bundle } from '../../scripts/build.ts'

/** The tests of the package import it by its own name, which leads to `dist/`. */
export async function setup(): Promise<void> {
  await bundle()
}
