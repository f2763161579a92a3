import { readFileSync } from 'node:fs'
import * as hospes from 'hospes'
import { afterAll, describe, expect, test } from 'vitest'
import { record } from '../conformance/status.ts'
import { type Form, hostileCases, isPresent } from './hostile.ts'
import { problemsOf } from './hostile-run.ts'

const benign = hospes.contract(
  'package a:b; world w { import hour: func() -> u32; export greet: func(name: string) -> string; }',
)
const benignBytes = readFileSync(new URL('../../guests/prebuilt/greeter/c.wasm', import.meta.url))
const absent = isPresent ? '' : ' (skipped: ../shared/conformance/hostile is not there)'

/** Tests for all cases in one form, in every tier: each must end as it says, and harm nobody. */
export async function testHostile(form: Form): Promise<void> {
  const cases = await hostileCases(form)
  const bystander = await hospes.loadPlugin(benignBytes, benign, { imports: { hour: () => 9 } })
  afterAll(() => bystander.close())

  describe.skipIf(!isPresent).each(['inline', 'worker', 'process'] as const)(
    `hostile ${form}s, %s${absent}`,
    isolation => {
      let passed = 0
      test.each(cases.map(hostile => [`${hostile.id} ${hostile.variant}`, hostile] as const))(
        '%s',
        async (_, hostile) => {
          expect(await problemsOf(hospes, hostile, form, isolation)).toEqual([])
          expect(bystander.exports.greet('Ada')).toBe('Bonjour, Ada !')
          passed += 1
        },
      )
      test('as many as before', () => record(`hostile ${form}s, ${isolation}`, { 'required outcomes': passed }))
    },
  )
}
