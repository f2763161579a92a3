//! One function for each type that wasm-bindgen and WIT share: see `wit/zoo.wit`.
//! Written so that wasm-bindgen 0.2.84 with Rust 1.70 takes it as well as the newest.
use std::cell::Cell;
use std::fmt::Debug;
use wasm_bindgen::prelude::*;
use wasm_bindgen::Clamped;

// Before 0.2.93, an enum by text asks for js_sys::Object in its option. Any imported type will do, and that crate would
// bring hundreds of imports.
#[cfg(feature = "text_enums_want_js_sys")]
extern crate self as js_sys;

#[cfg(feature = "text_enums_want_js_sys")]
#[wasm_bindgen]
extern "C" {
    pub type Object;
}

#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Color {
    Red,
    Green,
    Blue,
}

#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Level {
    Low = 0,
    Middle = 5,
    High = 6,
}

#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Mood {
    Calm = "calm",
    InAHurry = "in-a-hurry",
    Angry = "angry",
}

fn show<T: Debug>(value: T) -> String {
    format!("{value:?}")
}

macro_rules! echo_and_show {
    ($($echo:ident $show:ident $type:ty;)*) => {$(
        #[wasm_bindgen]
        pub fn $echo(value: $type) -> $type {
            value
        }

        #[wasm_bindgen]
        pub fn $show(value: $type) -> String {
            show(value)
        }
    )*};
}

echo_and_show! {
    echo_bool show_bool bool;
    echo_u8 show_u8 u8;
    echo_s8 show_s8 i8;
    echo_u16 show_u16 u16;
    echo_s16 show_s16 i16;
    echo_u32 show_u32 u32;
    echo_s32 show_s32 i32;
    echo_u64 show_u64 u64;
    echo_s64 show_s64 i64;
    echo_f32 show_f32 f32;
    echo_f64 show_f64 f64;
    echo_char show_char char;
    echo_color show_color Color;
    echo_level show_level Level;
    echo_mood show_mood Mood;
    echo_option_bool show_option_bool Option<bool>;
    echo_option_u8 show_option_u8 Option<u8>;
    echo_option_s8 show_option_s8 Option<i8>;
    echo_option_u16 show_option_u16 Option<u16>;
    echo_option_s16 show_option_s16 Option<i16>;
    echo_option_u32 show_option_u32 Option<u32>;
    echo_option_s32 show_option_s32 Option<i32>;
    echo_option_u64 show_option_u64 Option<u64>;
    echo_option_s64 show_option_s64 Option<i64>;
    echo_option_f32 show_option_f32 Option<f32>;
    echo_option_f64 show_option_f64 Option<f64>;
    echo_option_char show_option_char Option<char>;
    echo_option_string show_option_string Option<String>;
    echo_option_color show_option_color Option<Color>;
    echo_option_level show_option_level Option<Level>;
    echo_option_mood show_option_mood Option<Mood>;
    echo_option_list_u8 show_option_list_u8 Option<Vec<u8>>;
    echo_option_list_f64 show_option_list_f64 Option<Vec<f64>>;
}

/// The echo takes its value owned, the other one as a reference: they differ in who frees it.
macro_rules! owned_and_borrowed {
    ($($echo:ident $show:ident $owned:ty, &$borrowed:ty;)*) => {$(
        #[wasm_bindgen]
        pub fn $echo(value: $owned) -> $owned {
            value
        }

        #[wasm_bindgen]
        pub fn $show(value: &$borrowed) -> String {
            show(value)
        }
    )*};
}

owned_and_borrowed! {
    echo_string show_string String, &str;
    echo_list_u8 show_list_u8 Vec<u8>, &[u8];
    echo_list_s8 show_list_s8 Vec<i8>, &[i8];
    echo_list_u16 show_list_u16 Vec<u16>, &[u16];
    echo_list_s16 show_list_s16 Box<[i16]>, &[i16];
    echo_list_u32 show_list_u32 Vec<u32>, &[u32];
    echo_list_s32 show_list_s32 Vec<i32>, &[i32];
    echo_list_u64 show_list_u64 Vec<u64>, &[u64];
    echo_list_s64 show_list_s64 Vec<i64>, &[i64];
    echo_list_f32 show_list_f32 Vec<f32>, &[f32];
    echo_list_f64 show_list_f64 Vec<f64>, &[f64];
}

#[wasm_bindgen]
pub fn echo_list_clamped(value: Clamped<Vec<u8>>) -> Clamped<Vec<u8>> {
    value
}

fn answer<T>(why: String, value: T) -> Result<T, String> {
    if why.is_empty() {
        Ok(value)
    } else {
        Err(why)
    }
}

macro_rules! fallible {
    ($($name:ident $type:ty;)*) => {$(
        #[wasm_bindgen]
        pub fn $name(why: String, value: $type) -> Result<$type, String> {
            answer(why, value)
        }
    )*};
}

fallible! {
    try_bool bool;
    try_u8 u8;
    try_s32 i32;
    try_u64 u64;
    try_f32 f32;
    try_f64 f64;
    try_char char;
    try_color Color;
    try_string String;
    try_list_u8 Vec<u8>;
    try_list_f64 Vec<f64>;
    try_option_u32 Option<u32>;
    try_option_f64 Option<f64>;
    try_option_string Option<String>;
}

#[wasm_bindgen]
pub fn try_unit(why: String) -> Result<(), String> {
    answer(why, ())
}

#[wasm_bindgen]
pub fn try_json(value: u32, failure: Option<String>) -> Result<u32, JsValue> {
    match failure {
        None => Ok(value),
        Some(text) => Err(parse(&text)),
    }
}

#[wasm_bindgen]
pub fn try_error(message: &str) -> Result<(), JsError> {
    if message.is_empty() {
        Ok(())
    } else {
        Err(JsError::new(message))
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON)]
    fn parse(text: &str) -> JsValue;
    #[wasm_bindgen(js_namespace = JSON)]
    fn stringify(value: &JsValue) -> JsValue;
}

#[wasm_bindgen]
pub fn echo_json(value: JsValue) -> JsValue {
    value
}

#[wasm_bindgen]
pub fn make_json(text: &str) -> JsValue {
    parse(text)
}

#[wasm_bindgen]
pub fn show_json(value: &JsValue) -> String {
    stringify(value).as_string().unwrap_or_default()
}

#[wasm_bindgen]
pub fn kind_of_json(value: &JsValue) -> String {
    if value.is_undefined() {
        "undefined".to_string()
    } else if value.is_null() {
        "null".to_string()
    } else if let Some(truth) = value.as_bool() {
        format!("bool {truth}")
    } else if let Some(number) = value.as_f64() {
        format!("number {number}")
    } else if let Some(text) = value.as_string() {
        format!("string {text}")
    } else if value.is_object() {
        "object".to_string()
    } else {
        "other".to_string()
    }
}

#[wasm_bindgen]
pub fn nothing() {}

#[wasm_bindgen]
#[allow(clippy::too_many_arguments)]
pub fn mixed(a: u8, b: f64, c: &str, d: i64, e: bool, f: &[u16], g: Option<u32>, h: char) -> String {
    show((a, b, c, d, e, f, g, h))
}

#[wasm_bindgen(js_name = countWords)]
pub fn count_words(text: &str) -> u32 {
    text.split_whitespace().count() as u32
}

#[wasm_bindgen]
pub fn throw_text(text: &str) {
    wasm_bindgen::throw_str(text)
}

#[wasm_bindgen]
pub fn stop() {
    std::process::abort()
}

thread_local! {
    static ALIVE: Cell<u32> = const { Cell::new(0) };
}

/// Counts what holds it.
struct Alive;

impl Alive {
    fn new() -> Alive {
        ALIVE.with(|alive| alive.set(alive.get() + 1));
        Alive
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        ALIVE.with(|alive| alive.set(alive.get() - 1));
    }
}

#[wasm_bindgen]
pub fn alive() -> u32 {
    ALIVE.with(Cell::get)
}

#[wasm_bindgen]
pub struct Counter {
    value: u32,
    label: String,
    pub step: u32,
    _alive: Alive,
}

#[wasm_bindgen]
impl Counter {
    #[wasm_bindgen(constructor)]
    pub fn new(start: u32) -> Counter {
        Counter { value: start, label: String::new(), step: 1, _alive: Alive::new() }
    }

    pub fn parse(text: &str) -> Result<Counter, String> {
        match text.parse() {
            Ok(start) => Ok(Counter::new(start)),
            Err(_) => Err(format!("{text:?} is not a number")),
        }
    }

    pub fn finish(self) -> String {
        format!("{}: {}", self.label, self.value)
    }

    pub fn increment(&mut self) -> u32 {
        self.value = self.value.wrapping_add(self.step);
        self.value
    }

    pub fn add(&mut self, by: u32) {
        self.value = self.value.wrapping_add(by);
    }

    pub fn try_add(&mut self, by: u32) -> Result<u32, String> {
        self.value = self.value.checked_add(by).ok_or_else(|| format!("{} + {by} is too much", self.value))?;
        Ok(self.value)
    }

    pub fn absorb(&mut self, other: Counter) {
        self.value = self.value.wrapping_add(other.value);
    }

    pub fn equals(&self, other: &Counter) -> bool {
        self.value == other.value
    }

    pub fn split(&mut self) -> Option<Counter> {
        let half = self.value / 2;
        if half == 0 {
            return None;
        }
        self.value -= half;
        Some(Counter::new(half))
    }

    #[wasm_bindgen(getter)]
    pub fn label(&self) -> String {
        self.label.clone()
    }

    #[wasm_bindgen(setter)]
    pub fn set_label(&mut self, label: String) {
        self.label = label;
    }
}

#[wasm_bindgen]
pub struct WordBag {
    words: Vec<String>,
    _alive: Alive,
}

#[wasm_bindgen]
#[allow(clippy::new_without_default)]
impl WordBag {
    #[wasm_bindgen(constructor)]
    pub fn new() -> WordBag {
        WordBag { words: Vec::new(), _alive: Alive::new() }
    }

    pub fn insert(&mut self, word: &str) -> bool {
        let new = !self.words.iter().any(|known| known == word);
        if new {
            self.words.push(word.to_string());
        }
        new
    }

    pub fn size(&self) -> u32 {
        self.words.len() as u32
    }
}

#[wasm_bindgen]
pub fn value_of(counter: &Counter) -> u32 {
    counter.value
}

#[wasm_bindgen]
pub fn sum(a: &Counter, b: &Counter) -> Counter {
    Counter::new(a.value.wrapping_add(b.value))
}

#[wasm_bindgen]
pub fn spend(counter: Counter) -> u32 {
    counter.value
}

#[wasm_bindgen]
pub fn maybe_counter(start: Option<u32>) -> Option<Counter> {
    start.map(Counter::new)
}

#[wasm_bindgen]
pub fn spend_maybe(counter: Option<Counter>) -> Option<u32> {
    counter.map(|counter| counter.value)
}

#[wasm_bindgen]
pub fn try_counter(why: String) -> Result<Counter, String> {
    answer(why, ()).map(|()| Counter::new(0))
}

#[cfg(feature = "option_json")]
#[wasm_bindgen]
pub fn echo_option_json(value: Option<JsValue>) -> Option<JsValue> {
    value
}

#[cfg(feature = "lists")]
mod lists {
    use super::*;

    echo_and_show! {
        echo_strings show_strings Vec<String>;
    }

    #[wasm_bindgen]
    pub fn echo_option_strings(value: Option<Vec<String>>) -> Option<Vec<String>> {
        value
    }

    #[wasm_bindgen]
    pub fn try_strings(why: String, value: Vec<String>) -> Result<Vec<String>, String> {
        answer(why, value)
    }

    #[wasm_bindgen]
    pub fn make_counters(count: u32) -> Vec<Counter> {
        (0..count).map(Counter::new).collect()
    }

    #[wasm_bindgen]
    pub fn spend_all(all: Vec<Counter>) -> u32 {
        all.iter().map(|counter| counter.value).sum()
    }
}

mod host {
    use super::*;

    #[wasm_bindgen(module = "demo:zoo/host")]
    extern "C" {
        pub fn hour() -> u32;
    }

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = hostAdd)]
        pub fn add(a: u32, b: u32) -> u32;
        #[wasm_bindgen(js_name = hostFlip)]
        pub fn flip(value: bool) -> bool;
        #[wasm_bindgen(js_name = hostHalf)]
        pub fn half(value: f64) -> f64;
        #[wasm_bindgen(js_name = hostWide)]
        pub fn wide(value: u64) -> u64;
        #[wasm_bindgen(js_name = hostNext)]
        pub fn next(value: char) -> char;
        #[wasm_bindgen(js_name = hostText)]
        pub fn text(value: &str) -> String;
        #[wasm_bindgen(js_name = hostBytes)]
        pub fn bytes(value: &[u8]) -> Vec<u8>;
        #[wasm_bindgen(js_name = hostMaybe)]
        pub fn maybe(value: Option<u32>) -> Option<u32>;
        #[wasm_bindgen(js_name = hostNote)]
        pub fn note(value: &str);
        #[wasm_bindgen(js_name = hostCheck, catch)]
        pub fn check(value: &str) -> Result<u32, JsValue>;
    }
}

#[wasm_bindgen]
pub fn call_hour() -> u32 {
    host::hour()
}

#[wasm_bindgen]
pub fn call_host_add(a: u32, b: u32) -> u32 {
    host::add(a, b)
}

macro_rules! call_host {
    ($($name:ident $host:ident $type:ty;)*) => {$(
        #[wasm_bindgen]
        pub fn $name(value: $type) -> $type {
            host::$host(value)
        }
    )*};
}

call_host! {
    call_host_flip flip bool;
    call_host_half half f64;
    call_host_wide wide u64;
    call_host_next next char;
    call_host_maybe maybe Option<u32>;
}

#[wasm_bindgen]
pub fn call_host_text(value: &str) -> String {
    host::text(value)
}

#[wasm_bindgen]
pub fn call_host_bytes(value: &[u8]) -> Vec<u8> {
    host::bytes(value)
}

#[wasm_bindgen]
pub fn call_host_note(value: &str) {
    host::note(value)
}

#[wasm_bindgen]
pub fn call_host_check(value: &str) -> String {
    match host::check(value) {
        Ok(number) => format!("ok {number}"),
        Err(failure) => format!("err {}", show_json(&failure)),
    }
}
