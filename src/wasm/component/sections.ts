/** Of all sections but custom ones, whose id is 0. */
export const componentSectionNames: Readonly<Record<number, string>> = {
  1: 'core module',
  2: 'core instance',
  3: 'core type',
  4: 'component',
  5: 'instance',
  6: 'alias',
  7: 'type',
  8: 'canon',
  9: 'start',
  10: 'import',
  11: 'export',
  12: 'value',
}
