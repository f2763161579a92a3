//! A greeter that looks its phrases up in another component.
use crate::demo::phrases::book::PhraseBook;

wit_bindgen::generate!({ path: "../../wit/phrases.wit", world: "greeter" });

const LANGUAGE: &str = "Portuguese";

struct Greeter;

impl Guest for Greeter {
    fn language() -> String {
        LANGUAGE.into()
    }

    fn greet(name: String) -> String {
        match PhraseBook::open(LANGUAGE) {
            Ok(book) => format!("{}, {name}!", book.salutation(hour())),
            Err(reason) => reason,
        }
    }
}

export!(Greeter);
