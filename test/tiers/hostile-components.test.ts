import { testHostile } from './hostile-suite.ts'

await testHostile('component')
