import { expect, test } from 'vitest'
import { parseWit } from './parse.ts'
import { printWorld } from './printer.ts'

test('a world comes out in its canonical form', () => {
  const world = parseWit(
    `package demo:greeter@1.0.0;
interface types {
    f: func(self: u8) -> list<conn>;
    /// Somebody.
    record person { name: string, %list: list<u8>, }
    @since(version = 0.1.0) resource conn { constructor(n: u32) -> result<conn, string>;
      /** Sends it.
       *  Twice. */
      send: async func(p: borrow<conn>); open: static func(); }
    flags none {}
}
world greeter { include base; export api: interface { use types.{conn as c, person}; type d = own<c>; }
  export types; import log: func(text: string); use other:pkg/%world@0.1.0.{t}; import types;
  @external-id("say \\"hi\\"\\n") export hi: func(); }
world base { import tick: func(); enum mood { good, bad } }
package other:pkg@0.1.0 { interface %world { type t = u8; } }`,
    { world: 'greeter' },
  )
  expect(printWorld(world)).toMatchInlineSnapshot(`
    "package demo:greeter@1.0.0;

    interface types {
      /// Somebody.
      record person {
        name: string,
        %list: list<u8>,
      }

      @since(version = 0.1.0)
      resource conn {
        constructor(n: u32) -> result<conn, string>;
        /// Sends it.
        ///  Twice.
        send: async func(p: borrow<conn>);
        open: static func();
      }

      flags none {}
      f: func(self: u8) -> list<conn>;
    }

    world greeter {
      use other:pkg/%world@0.1.0.{t};

      enum mood {
        good,
        bad,
      }

      import types;
      import log: func(text: string);
      import tick: func();

      @external-id("say \\"hi\\"\\u{a}")
      export hi: func();

      export types;

      export api: interface {
        use types.{conn as c, person};
        type d = own<c>;
      }
    }

    package other:pkg@0.1.0 {
      interface %world {
        type t = u8;
      }
    }
    "
  `)
})
