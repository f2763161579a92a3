/**
 * The documentation in the comments before an item: those that begin with `///` or `/**`. Lines are joined by `\n`;
 * their common indentation and trailing white space are taken off. `undefined` when there is none.
 */
export function readDocs(text: string, comments: readonly number[]): string | undefined {
  const lines: string[] = []
  for (let i = 0; i < comments.length; i += 2) {
    const comment = text.slice(comments[i], comments[i + 1])
    if (comment.startsWith('///')) lines.push(comment.replace(/^\/+/, ''))
    else if (comment.startsWith('/**') && comment !== '/**/') lines.push(...blockLines(comment.slice(3, -2)))
  }
  return joinDocs(lines)
}

function blockLines(block: string): string[] {
  const [first = '', ...rest] = block.split(/\r?\n/)
  const hasGutter = rest.every(line => line.trim() === '' || /^[ \t]*\*/.test(line))
  const lines = hasGutter ? rest.map(line => line.replace(/^[ \t]*\*/, '')) : rest
  return first.trim() === '' ? lines : [first, ...lines]
}

/** Documentation in its one normal form; `undefined` when nothing is left of it. */
function joinDocs(lines: readonly string[]): string | undefined {
  const trimmed = lines.map(line => line.trimEnd())
  while (trimmed.at(-1) === '') trimmed.pop()
  if (trimmed.length === 0) return undefined
  const indents = trimmed.filter(line => line !== '').map(line => line.length - line.trimStart().length)
  const common = indents.reduce((a, b) => Math.min(a, b))
  return trimmed.map(line => line.slice(common)).join('\n')
}
