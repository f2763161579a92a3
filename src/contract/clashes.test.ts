import { expect, test } from 'vitest'
import { contract } from './contract.ts'

test.each([
  [
    'exports',
    'world w { export a-1: func(); export a1: func(); }',
    'a-1 and a1 are both a1 in JavaScript, in the exports',
  ],
  [
    'imports',
    'world w { import http-2: func(); import http2: interface { f: func(); } }',
    'http2 and http-2 are both http2 in JavaScript, in the imports',
  ],
  [
    'an interface',
    'interface i { a-1: func(); a1: func(); } world w { export i; }',
    'a-1 and a1 are both a1 in JavaScript, in the interface i',
  ],
  [
    'a record',
    'interface i { record r { a-1: u8, a1: u8 } f: func(x: r); } world w { export i; }',
    'a-1 and a1 are both a1 in JavaScript, in the record r',
  ],
  [
    'flags',
    'interface i { flags r { a-1, a1 } f: func(x: r); } world w { export i; }',
    'a-1 and a1 are both a1 in JavaScript, in the flags r',
  ],
  [
    'methods',
    'interface i { resource r { a-1: func(); a1: func(); } } world w { export i; }',
    'a-1 and a1 are both a1 in JavaScript, in the methods of r',
  ],
  [
    'statics',
    'interface i { resource r { a-1: static func(); a1: static func(); } } world w { export i; }',
    'a-1 and a1 are both a1 in JavaScript, in the statics of r',
  ],
  [
    'a method then',
    'interface i { resource r { then: func(); } } world w { export i; }',
    'then is among the methods of r: promises would take the resource for one',
  ],
  [
    'the same of the host',
    'world w { resource r { then: func(); } import f: func(x: r); }',
    'then is among the methods of r: promises would take the resource for one',
  ],
])('refused: %s', (_, text, message) => {
  const whole: string = `package a:b; ${text}`
  expect(() => contract(whole)).toThrow(expect.objectContaining({ code: 'unsupported', phase: 'contract', message }))
})

test.each([
  [
    'a method and a static of one key',
    'interface i { resource r { a-1: func(); a1: static func(); } } world w { export i; }',
  ],
  ['cases, which keep their spelling', 'interface i { enum e { a-1, a1 } f: func(x: e); } world w { export i; }'],
  ['a function then', 'world w { export then: func(); }'],
  ['an import and an export', 'world w { import a-1: func(); export a1: func(); }'],
])('let pass: %s', (_, text) => {
  const whole: string = `package a:b; ${text}`
  expect(contract(whole).world.name).toBe('w')
})
