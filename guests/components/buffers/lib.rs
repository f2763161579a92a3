//! Text buffers as resources, which write to sinks of the host's.
use std::cell::{Cell, RefCell};

use crate::demo::text::sinks::{self, Sink};
use crate::exports::demo::text::buffers::{Buffer, BufferBorrow, Guest, GuestBuffer};

wit_bindgen::generate!({ path: "../../wit/text.wit", world: "documents" });

thread_local! {
    static ALIVE: Cell<u32> = const { Cell::new(0) };
}

struct Text {
    text: RefCell<String>,
    sink: RefCell<Option<Sink>>,
}

impl Text {
    fn of(text: String) -> Text {
        ALIVE.set(ALIVE.get() + 1);
        Text { text: RefCell::new(text), sink: RefCell::new(None) }
    }

    fn contents(&self) -> String {
        self.text.borrow().clone()
    }

    fn write_to(&self, sink: &Sink) -> u32 {
        let mut lines = 0;
        for line in self.text.borrow().lines() {
            sink.write(line);
            lines += 1;
        }
        lines
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

impl GuestBuffer for Text {
    fn new(text: String) -> Self {
        Text::of(text)
    }

    fn join(parts: Vec<BufferBorrow<'_>>) -> Buffer {
        Buffer::new(Text::of(parts.iter().map(|part| part.get::<Text>().contents()).collect()))
    }

    fn text(&self) -> String {
        self.contents()
    }

    fn append(&self, text: String) -> u32 {
        let mut whole = self.text.borrow_mut();
        whole.push_str(&text);
        whole.len() as u32
    }

    fn split(&self, at: u32) -> Result<(Buffer, Buffer), String> {
        let text = self.text.borrow();
        match text.split_at_checked(at as usize) {
            Some((before, from)) => Ok((Buffer::new(Text::of(before.into())), Buffer::new(Text::of(from.into())))),
            None => Err(format!("{at} is not between two characters")),
        }
    }

    fn flush(&self, to: &Sink) -> u32 {
        self.write_to(to)
    }

    fn attach(&self, to: Sink) -> Option<Sink> {
        self.sink.replace(Some(to))
    }

    fn detach(&self) -> Option<Sink> {
        self.sink.take()
    }

    fn keeps(&self) -> Option<String> {
        self.sink.borrow().as_ref().map(Sink::name)
    }

    fn save(&self) -> Option<u32> {
        self.sink.borrow().as_ref().map(|sink| self.write_to(sink))
    }
}

struct Documents;

impl Guest for Documents {
    type Buffer = Text;

    fn concatenate(a: Buffer, b: Buffer) -> Buffer {
        let whole = a.get::<Text>().contents() + &b.get::<Text>().contents();
        Buffer::new(Text::of(whole))
    }

    fn copy(original: BufferBorrow<'_>) -> Buffer {
        Buffer::new(Text::of(original.get::<Text>().contents()))
    }

    fn equal(a: BufferBorrow<'_>, b: BufferBorrow<'_>) -> bool {
        *a.get::<Text>().text.borrow() == *b.get::<Text>().text.borrow()
    }

    fn publish(name: String, original: BufferBorrow<'_>) -> Result<Sink, String> {
        let sink = Sink::open(&name)?;
        original.get::<Text>().write_to(&sink);
        Ok(sink)
    }

    fn archive(name: String, original: Buffer) -> u32 {
        let sink = Sink::new(&name);
        original.get::<Text>().write_to(&sink);
        sinks::close(sink)
    }

    fn alive() -> u32 {
        ALIVE.get()
    }
}

export!(Documents);
