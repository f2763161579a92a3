// A greeter in Dutch: JavaScript on an engine of its own, built as a component. What the world imports by itself is a
// global here.
/* global hour */

function salutation(hour) {
  if (hour < 12) return 'Goedemorgen'
  return hour < 18 ? 'Goedemiddag' : 'Goedenavond'
}

export function language() {
  return 'Dutch'
}

export function greet(name) {
  return `${salutation(hour())}, ${name}!`
}
