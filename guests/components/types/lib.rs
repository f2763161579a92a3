//! Gives every value that it gets to the host's mirror, and back what it gets from there.
use crate::demo::types::mirror;
use crate::demo::types::shapes::*;
use crate::exports::demo::types::mirror::Guest as Mirror;

wit_bindgen::generate!({ path: "../../wit/types.wit", world: "types" });

struct Types;

/// `name(value: Type) as argument`: the bindings want what they need not own by reference.
macro_rules! mirror {
    ($($name:ident($value:ident: $type:ty) as $argument:expr;)*) => {
        impl Mirror for Types {$(
            fn $name($value: $type) -> $type {
                mirror::$name($argument)
            }
        )*}
    };
}

mirror! {
    echo_bool(value: bool) as value;
    echo_u8(value: u8) as value;
    echo_s8(value: i8) as value;
    echo_u16(value: u16) as value;
    echo_s16(value: i16) as value;
    echo_u32(value: u32) as value;
    echo_s32(value: i32) as value;
    echo_u64(value: u64) as value;
    echo_s64(value: i64) as value;
    echo_f32(value: f32) as value;
    echo_f64(value: f64) as value;
    echo_char(value: char) as value;
    echo_string(value: String) as &value;
    echo_point(value: Point) as value;
    echo_person(value: Person) as &value;
    echo_gaps(value: Gaps) as value;
    echo_weekday(value: Weekday) as value;
    echo_permissions(value: Permissions) as value;
    echo_nine(value: Nine) as value;
    echo_thirty_two(value: ThirtyTwo) as value;
    echo_shape(value: Shape) as &value;
    echo_number(value: Number) as &value;
    echo_tuple(value: (u8, i64, String)) as (value.0, value.1, &value.2);
    echo_bytes(value: Vec<u8>) as &value;
    echo_wides(value: Vec<i64>) as &value;
    echo_doubles(value: Vec<f64>) as &value;
    echo_bools(value: Vec<bool>) as &value;
    echo_chars(value: Vec<char>) as &value;
    echo_strings(value: Vec<String>) as &value;
    echo_lists(value: Vec<Vec<u16>>) as &value;
    echo_points(value: Vec<Point>) as &value;
    echo_people(value: Vec<Person>) as &value;
    echo_shapes(value: Vec<Shape>) as &value;
    echo_option(value: Option<u64>) as value;
    echo_option_string(value: Option<String>) as value.as_deref();
    echo_option_option(value: Option<Option<u32>>) as value;
    echo_results(value: Vec<Result<u8, String>>) as &value;
    answer_unit(value: Result<(), Weekday>) as value;
    answer_string(value: Result<String, Problem>) as value.as_deref();
    answer_person(value: Result<Person, ()>) as value.as_ref().map_err(|()| ());
}

#[allow(clippy::too_many_arguments)]
impl Guest for Types {
    fn show_many(
        a: u8,
        b: i16,
        c: u32,
        d: i64,
        e: f32,
        f: f64,
        g: bool,
        h: char,
        i: String,
        j: Vec<u8>,
        k: Option<i8>,
        l: (u8, u8),
    ) -> String {
        format!("{:?}", (a, b, c, d, e, f, g, h, i, j, k, l))
    }

    fn add(a: u32, b: u32) -> u32 {
        a.wrapping_add(b)
    }
}

export!(Types);
