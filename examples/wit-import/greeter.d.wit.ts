// Written by hospes types from greeter.wit.
declare const wit: `package demo:greeter@1.0.0;

world greeter {
  /// The hour of the day where the host is, from 0 to 23.
  import hour: func() -> u32;
  /// The human language of the greetings, by its English name.
  export language: func() -> string;
  export greet: func(name: string) -> string;
}
`
export default wit
