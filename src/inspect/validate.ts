import { validateComponent } from '../dialects/component/validate/validate.ts'
import type { Issue } from '../errors.ts'
import { assertValid } from '../guard/admit.ts'
import { defaultLimits } from '../limits.ts'
import { decodeComponent } from '../wasm/component/decode.ts'
import { decodeModule } from '../wasm/decode.ts'
import { recognizeBinary } from '../wasm/recognize.ts'
import { collectIssues } from './check.ts'
import { bytesOf } from './source.ts'

/**
 * What makes the bytes malformed or invalid by the specification: a component by our own reading, core modules
 * decoded by us and validated by the engine. Nothing of them is run.
 * @throws PluginError `invalid-argument` for what is no bytes
 */
export function validate(source: Uint8Array | ArrayBuffer): Issue[] {
  const bytes = bytesOf(source)
  return collectIssues(() => {
    if (recognizeBinary(bytes) === 'component')
      return validateComponent(decodeComponent(bytes, defaultLimits), (embedded, offset) => {
        const module = decodeModule(embedded, defaultLimits, offset)
        assertValid(module, embedded as Uint8Array<ArrayBuffer>)
        return module
      })
    assertValid(decodeModule(bytes, defaultLimits), bytes)
    return []
  })
}
