//! A greeter in Italian, its bindings made from the WIT world.
wit_bindgen::generate!({ path: "../wit/greeter.wit", world: "greeter" });

struct Greeter;

impl Guest for Greeter {
    fn language() -> String {
        "Italian".to_string()
    }

    fn greet(name: String) -> String {
        let salutation = if hour() < 17 { "Buongiorno" } else { "Buonasera" };
        format!("{salutation}, {name}!")
    }
}

export!(Greeter);
