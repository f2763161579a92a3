//! Salutations by language and hour.
use crate::exports::demo::phrases::book::{Guest, GuestPhraseBook, PhraseBook};

wit_bindgen::generate!({ path: "../../wit/phrases.wit", world: "phrase-book" });

/// Until which hour each is said.
type Page = &'static [(u32, &'static str)];

const BOOK: [(&str, Page); 2] = [
    ("Portuguese", &[(12, "Bom dia"), (18, "Boa tarde"), (24, "Boa noite")]),
    ("Swedish", &[(10, "God morgon"), (18, "God dag"), (24, "God kväll")]),
];

struct Phrases(Page);

impl GuestPhraseBook for Phrases {
    fn open(language: String) -> Result<PhraseBook, String> {
        match BOOK.iter().find(|(known, _)| *known == language) {
            Some((_, page)) => Ok(PhraseBook::new(Phrases(page))),
            None => Err(format!("no phrases in {language}")),
        }
    }

    fn salutation(&self, hour: u32) -> String {
        let Phrases(page) = self;
        page.iter().find(|(until, _)| hour < *until).or(page.last()).map_or("", |(_, salutation)| salutation).into()
    }
}

struct Book;

impl Guest for Book {
    type PhraseBook = Phrases;
}

export!(Book);
