//! A greeter in English: the plugin of the post that this project started from.
use wasm_bindgen::prelude::*;

/// The language we greet in.
#[wasm_bindgen]
pub fn language() -> String {
    "English".to_string()
}

/// Greet the given name.
#[wasm_bindgen]
pub fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}
