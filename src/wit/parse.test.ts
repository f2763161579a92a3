import { describe, expect, test } from 'vitest'
import { WitError } from '../errors.ts'
import { type ParseOptions, parseWit } from './parse.ts'
import { printWorld } from './printer.ts'
import type { World } from './world.ts'

/** What a text fails with. */
function faultOf(text: string, options?: ParseOptions): WitError {
  try {
    parseWit(text, options)
  } catch (error) {
    if (error instanceof WitError) return error
    throw error
  }
  throw new Error('expected a WitError')
}

/** The messages of all faults in the body of an interface. */
function faultsIn(body: string): readonly string[] {
  const { issues } = faultOf(`package a:b;\ninterface i {\n${body}\n}\nworld w { export i; }`)
  return (issues ?? []).map(({ message, line }) => `${line}: ${message}`)
}

test('a world is plain data, with types in a table', () => {
  const world = parseWit(`package demo:greeter@1.0.0;
/// Greets.
world greeter {
  import hour: func() -> u32;
  export greet: func(who: option<string>) -> result<string, string>;
}`)
  expect(world).toEqual({
    name: 'greeter',
    package: 'demo:greeter@1.0.0',
    docs: 'Greets.',
    imports: [
      {
        kind: 'function',
        name: 'hour',
        function: { name: 'hour', kind: 'freestanding', async: false, params: [], result: 'u32' },
      },
    ],
    exports: [
      {
        kind: 'function',
        name: 'greet',
        function: {
          name: 'greet',
          kind: 'freestanding',
          async: false,
          params: [{ name: 'who', type: 0 }],
          result: 1,
        },
      },
    ],
    types: [
      { name: null, owner: null, type: { kind: 'option', some: 'string' } },
      { name: null, owner: null, type: { kind: 'result', ok: 'string', err: 'string' } },
    ],
    interfaces: [],
  } satisfies World)
  expect(structuredClone(world)).toEqual(world)
})

test('a world is equal to another that says the same, whatever stands around it', () => {
  const text = 'interface i { type a = list<b>; record b { c: option<u8> } } world w { export i; }'
  const around = 'package a:b; interface h { type x = list<option<u8>>; } world v { import h; }'
  expect(parseWit(`${around} ${text}`, { world: 'w' })).toEqual(parseWit(`package a:b; ${text}`))
})

test('interfaces whose types are used are imported for them, before those that use them', () => {
  const world = parseWit(`package a:b;
interface c { use b.{t}; f: func(t: t); }
interface b { use a.{t}; g: func(); }
interface a { type t = u8; }
world w { export c; import b; }`)
  expect(world.imports).toEqual([
    { kind: 'interface', name: 'a:b/a', interface: 0, typesOnly: true },
    { kind: 'interface', name: 'a:b/b', interface: 1 },
  ])
  expect(world.exports).toEqual([{ kind: 'interface', name: 'a:b/c', interface: 2 }])
})

test('an owned handle stands wherever a resource is meant as a value', () => {
  const world = parseWit(
    'package a:b; interface i { resource r; use-it: func(r: r, s: own<r>) -> list<r>; } world w { import i; }',
  )
  const func = world.interfaces[0]?.functions[0]
  expect(func?.params[0]?.type).toBe(func?.params[1]?.type)
  expect(world.types.map(({ type }) => type)).toEqual([
    { kind: 'resource' },
    { kind: 'own', resource: 0 },
    { kind: 'list', element: 1 },
  ])
})

describe('several packages', () => {
  const dep = 'package dep:types@0.2.3; interface things { record thing { name: string } }'
  const main = 'package a:b; world w { use dep:types/things@0.2.3.{thing}; export get: func() -> thing; }'

  test('the others come as texts', () => {
    const world = parseWit(main, { deps: [dep] })
    expect(world.imports[0]?.name).toBe('dep:types/things@0.2.3')
    expect(parseWit(printWorld(world))).toEqual(world)
  })

  test('the texts of one package are its files', () => {
    const files = ['package dep:types@0.2.3; use things as x; interface more { use x.{thing}; }', dep]
    const world = parseWit(main.replace('things', 'more'), { deps: files })
    expect(world.imports.map(({ name }) => name)).toEqual(['dep:types/things@0.2.3', 'dep:types/more@0.2.3', 'thing'])
  })

  test('a fault in one of them says in which', () => {
    const error = faultOf(main, { deps: [dep.replace('string', 'strin')] })
    expect(error.message).toMatchInlineSnapshot(`
      "deps[0]: there is no type 'strin' at 1:66
        ...es@0.2.3; interface things { record thing { name: strin } }
                                                             ^"
    `)
  })

  test('one that is missing is named, with those that are there', () => {
    expect(faultOf(main, { deps: [dep.replace('0.2.3', '0.2.4')] }).message).toMatchInlineSnapshot(`
      "there is no package dep:types@0.2.3; there are a:b, dep:types@0.2.4 at 1:28
        package a:b; world w { use dep:types/things@0.2.3.{thing}; export get: func() -> thing; }
                                   ^"
    `)
  })
})

describe('which world', () => {
  const two = 'package a:b@1.0.0; world one { export f: func(); } world two { import g: func(); }'

  test('is the only one', () => expect(parseWit('package a:b; world w {}').name).toBe('w'))
  test('is chosen by its name', () => expect(parseWit(two, { world: 'two' }).name).toBe('two'))
  test('is chosen by its id', () => expect(parseWit(two, { world: 'a:b/one@1.0.0' }).name).toBe('one'))
  test('may stand in a block', () => expect(parseWit('package a:b { world w {} }').package).toBe('a:b'))
  test('is the one of the package itself', () => {
    expect(parseWit(`${two.replace(/world two.*/, '')} package c:d { world other {} }`).name).toBe('one')
  })
  test('of several must be said', () => {
    expect(faultOf(two).message).toMatchInlineSnapshot(`
      "there are several worlds, one, two: choose one by the option 'world' at 1:58
        ... a:b@1.0.0; world one { export f: func(); } world two { import g: func(); }
                                                             ^"
    `)
  })
  test('must be there', () => {
    expect(faultOf(two, { world: 'three' }).message).toMatchInlineSnapshot(`
      "there is no world 'three'; there is one, two at 1:26
        package a:b@1.0.0; world one { export f: func(); } world two { import g: func(); }
                                 ^"
    `)
    expect(faultOf('package a:b; interface i {}').message).toMatchInlineSnapshot(`
      "there is no world in this text at 1:1
        package a:b; interface i {}
        ^"
    `)
    expect(faultOf('').message).toMatchInlineSnapshot(`"no package is named: begin with package my:plugin; at 1:1"`)
  })
})

describe('gates', () => {
  const text = `package a:b@1.0.0; interface i { @unstable(feature = fancy) type t = u8; @unstable(feature = fancy)
    f: func(t: t); @since(version = 0.9.0) g: func(); } world w { export i; @unstable(feature = other) import i; }`

  test('hide what is not on', () => {
    expect(parseWit(text).interfaces[0]?.functions.map(({ name }) => name)).toEqual(['g'])
    expect(parseWit(text).imports).toEqual([])
  })
  test('show what is on', () => {
    const world = parseWit(text, { features: ['fancy'] })
    expect(world.interfaces[0]?.functions.map(({ name, stability }) => [name, stability])).toEqual([
      ['f', { unstable: 'fancy' }],
      ['g', { since: '0.9.0' }],
    ])
    expect(parseWit(text, { features: 'all' }).imports).toHaveLength(1)
  })
  test('are held to what they name', () => {
    expect(faultsIn('@unstable(feature = off) type t = u8; f: func(t: t);')).toMatchInlineSnapshot(`
      [
        "3: the type 't' belongs to the feature 'off', which is not on",
      ]
    `)
    expect(faultsIn('@since(version = 1.0.0) type t = u8;')).toMatchInlineSnapshot(`
      [
        "3: @since(version = 1.0.0) needs a version, and the package a:b has none",
      ]
    `)
    expect(faultsIn('@since(version = 1.0) type t = u8;')).toMatchInlineSnapshot(`
      [
        "3: '1.0' is no version such as 1.0.0",
      ]
    `)
    expect(faultsIn('@since(version = 1.0.0) @unstable(feature = a) type t = u8;')).toMatchInlineSnapshot(`
      [
        "3: @since and @unstable exclude each other",
      ]
    `)
    expect(faultsIn('@deprecated(version = 1.0.0) type t = u8;')).toMatchInlineSnapshot(`
      [
        "3: @deprecated needs a @since or an @unstable beside it",
      ]
    `)
    expect(faultsIn('@new type t = u8;')).toMatchInlineSnapshot(`
      [
        "3: unknown attribute @new",
      ]
    `)
  })
})

describe('include', () => {
  const base = 'world base { resource r { m: func(); } record p { r: r } import log: func(p: p); export run: func(); }'

  test('copies items, and types that the world defines become its own', () => {
    const world = parseWit(`package a:b; ${base} world w { include base with { r as s, run as go } }`, { world: 'w' })
    expect(printWorld(world)).toMatchInlineSnapshot(`
      "package a:b;

      world w {
        resource s {
          m: func();
        }

        record p {
          r: s,
        }

        import log: func(p: p);
        export go: func();
      }
      "
    `)
  })
  test('says what clashes and what is not there', () => {
    const clash = faultOf(`package a:b; ${base} world w { import log: func(); include base; }`, { world: 'w' })
    expect(clash.message.split('\n')[0]).toMatchInlineSnapshot(
      `"the import 'log' of 'base' is here already; rename it: include ... with { ... as ... } at 1:155"`,
    )
    const absent = faultOf(`package a:b; ${base} world w { include base with { x as y } }`, { world: 'w' })
    expect(absent.message.split('\n')[0]).toMatchInlineSnapshot(
      `"'base' has no import or export 'x' to rename; interfaces with an id keep it at 1:135"`,
    )
  })
})

describe('a fault', () => {
  test('has a place, an excerpt with a caret, and what was expected and found', () => {
    const error = faultOf(`package a:b;
world w {
\texport greet: func(who string) -> result<string, string>;
}`)
    expect(error.message).toMatchInlineSnapshot(`
      "expected ':', found 'string' at 3:25
         export greet: func(who string) -> result<string, string>;
                                ^"
    `)
    expect({ ...error }).toMatchObject({ code: 'wit-invalid', phase: 'contract', line: 3, column: 25 })
    expect(error.issues).toEqual([
      {
        code: 'wit-invalid',
        message: "expected ':', found 'string'",
        line: 3,
        column: 25,
        expected: "':'",
        found: "'string'",
      },
    ])
  })

  test('does not hide the others', () => {
    const body = `  a: func(x u8);
  b: func() -> u8;
  record r { x: u8 y: u8 }
  type = u8;
  enum e {}
  c func();
  d: func() -> list<u8;`
    expect(faultsIn(body)).toMatchInlineSnapshot(`
      [
        "3: expected ':', found 'u8'",
        "5: expected ',' or '}', found 'y'",
        "6: expected a name, found '='",
        "7: the enum 'e' has no cases; it needs one at least",
        "8: expected ':', found 'func'",
        "9: expected '>', found ';'",
      ]
    `)
  })

  test('in names does not hide the others', () => {
    const body = `  a: func(x: persn, y: list<thing>);
  record r { x: u8, X: u8, r: option<r> }
  a: func();
  use nowhere.{t};
  use other.{t};
  b: func(b: borrow<r>) -> borrow<s>;
  resource s { constructor() -> u8; m: func(); m: static func(); }`
    expect(faultsIn(`${body}\n}\ninterface other {`)).toMatchInlineSnapshot(`
      [
        "3: there is no type 'persn'",
        "3: there is no type 'thing'",
        "4: the type 'r' contains itself; WIT has no recursive types",
        "5: the name 'a' is defined twice",
        "6: there is no interface or world 'nowhere' in a:b",
        "7: the name 't' is defined twice",
        "7: the interface 'other' has no type 't'",
        "8: the result of 'b' contains a borrow, which ends with the call",
        "9: a constructor gives its resource, or a result with it",
        "9: there are two functions 'm'",
      ]
    `)
  })

  test('is what the component model forbids', () => {
    expect(
      faultsIn('resource r { m: func(); R: static func(); } f: func(a: stream<char>, b: future<list<borrow<r>>>);'),
    ).toMatchInlineSnapshot(`
      [
        "3: the function 'R' has the name of its resource",
        "3: write stream<u8> for stream<char>",
        "3: a future cannot carry a borrow, which ends with the call",
      ]
    `)
    expect(faultsIn('f: func(a: map<f32, u8>, b: borrow<e>); enum e { x, X } type E = u8;')).toMatchInlineSnapshot(`
      [
        "3: a map's keys are integers, bool, char or string",
        "3: borrow<...> wants a resource, and 'e' is none",
        "3: there are two cases 'X'",
        "3: the name 'E' is defined twice",
      ]
    `)
  })

  test('of a long line shows the part around it', () => {
    const padding = 'a'.repeat(300)
    const error = faultOf(`package a:b; world w { import ${padding}: func(x: ${padding}; import b: func(); }`)
    expect(error.message).toMatchInlineSnapshot(`
      "expected ',' or ')', found ';' at 1:641
        ...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; import b: func(); }
                                                             ^"
    `)
  })

  test('of old spellings says what is written today', () => {
    expect(faultsIn('f: func() -> float32;')).toMatchInlineSnapshot(`
      [
        "3: there is no type 'float32': write f32",
      ]
    `)
    expect(faultsIn('f: func() -> expected<u8, u8>;')).toMatchInlineSnapshot(`
      [
        "3: there is no type 'expected<...>': write result",
      ]
    `)
    expect(faultsIn('union u { u8, string }')).toMatchInlineSnapshot(`
      [
        "3: WIT has no unions any more: write a variant with named cases",
      ]
    `)
    expect(faultsIn('f: func() -> (a: u8, b: u8);')).toMatchInlineSnapshot(`
      [
        "3: expected a type, found '(': a function has one result; return a tuple or a record",
      ]
    `)
    expect(faultsIn('record list { a: u8 }')).toMatchInlineSnapshot(`
      [
        "3: expected a name, found 'list': write %list to use the keyword as a name",
      ]
    `)
    expect(faultsIn('getName: func();')).toMatchInlineSnapshot(`
      [
        "3: 'getName' is no name, which is words joined by '-', each all lower or all upper case: write get-name",
      ]
    `)
  })

  test('of a contradiction in exports says what to do', () => {
    const error = faultOf(`package a:b; interface a { type t = u8; } interface b { use a.{t}; }
interface c { use a.{t}; use b.{t as u}; } world w { export a; export c; }`)
    expect(error.message.split('\n')[0]).toMatchInlineSnapshot(
      `"'a:b/c' uses 'a:b/b', which is imported because it is not exported, and with it 'a:b/a', which is exported: export 'a:b/b' too, or its types would be two at 2:50"`,
    )
  })

  test('is not made of comments, whatever they say', () => {
    const world = parseWit(`/* world { /* nested */ */ package a:b; // world
world w /* here */ { /// }
  import /**/ f /***/ : // comment
    func ( ) ; }`)
    expect(world.imports[0]).toMatchObject({ name: 'f', function: { name: 'f', docs: '}' } })
  })
})

test.each([
  ['a control character', 'package a:b;\u0000'],
  ['a change of the writing direction', 'package a:b; // \u202e'],
  ['a comment without end', 'package a:b; /* /* */'],
  ['a text without end', 'package a:b; world w { @external-id("x) import f: func(); }'],
  ['an escape that is none', 'package a:b; world w { @external-id("\\q") import f: func(); }'],
  ['bytes that are no UTF-8', 'package a:b; world w { @external-id("\\ff") import f: func(); }'],
])('%s is refused', (_, text) => {
  expect(faultOf(text).issues).not.toHaveLength(0)
})

test('a byte order mark, CRLF and tabs are white space', () => {
  expect(parseWit('\ufeffpackage a:b;\r\n\tworld w\r\n{\t}\r\n').name).toBe('w')
})

test('texts carry escapes', () => {
  const world = parseWit('package a:b; world w { @external-id("\\"\\u{1f600}\\c3\\a9\\n") import f: func(); }')
  expect(world.imports[0]).toMatchObject({ function: { externalId: '"😀é\n' } })
})
