/** TypeScript as text, in the style that Biome and Prettier know how to keep. */

/** A member's name, in quotes where it is no identifier. */
export function key(name: string): string {
  return /^[A-Za-z$_][\w$]*$/.test(name) ? name : quote(name)
}

/** Labels and ids need no escapes. */
export function quote(text: string): string {
  return `'${text}'`
}

export function union(types: readonly string[]): string {
  return types.map(type => (type.includes('=>') ? `(${type})` : type)).join(' | ')
}

/** `{ a: string; b: number }` */
export function object(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{ ${members.join('; ')} }`
}

/** A member, with its comment above it. */
export function member(name: string, type: string, docs: string | undefined): string {
  return `${comment(docs)}${name}: ${type}`
}

export function comment(docs: string | undefined): string {
  if (docs === undefined) return ''
  const lines = docs.replaceAll('*/', '* /').split('\n')
  return lines.length === 1
    ? `/** ${lines[0]} */\n`
    : `/**\n${lines.map(line => ` * ${line}`.trimEnd()).join('\n')}\n */\n`
}

/** Members in braces, each on lines of its own. */
export function block(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{\n${members.map(indent).join('\n')}\n}`
}

/** The types of a union, each on lines of its own, with comments where there are some. */
export function tallUnion(types: readonly { readonly type: string; readonly docs?: string | undefined }[]): string {
  return types.map(({ type, docs }) => `\n${indent(`${comment(docs)}| ${type}`)}`).join('')
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}
