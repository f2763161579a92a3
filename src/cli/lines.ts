import { escapeText } from './text.ts'

/** Takes what a plugin writes, chunk by chunk, and gives it out line by line, safe to show. */
export interface Lines {
  write(chunk: Uint8Array): void
  /** Gives out a last line that has no end. */
  end(): void
}

export function createLines(out: (line: string) => void): Lines {
  const decoder = new TextDecoder()
  let open = ''
  const show = (line: string): void => out(line.replace(/\r$/, '').split('\t').map(escapeText).join('\t'))
  return {
    write(chunk) {
      const lines = (open + decoder.decode(chunk, { stream: true })).split('\n')
      open = lines.pop() ?? ''
      for (const line of lines) show(line)
    },
    end() {
      if (open !== '') show(open)
      open = ''
    },
  }
}
