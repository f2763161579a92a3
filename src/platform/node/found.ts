import { messageOf } from '../../errors.ts'

/** What was found where a file or folder was expected, by the error of the system. */
export function foundInstead(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') return 'nothing there'
  if (code === 'ENOTDIR') return 'a file'
  if (code === 'EISDIR') return 'a folder'
  if (code === 'EACCES' || code === 'EPERM') return 'no permission'
  if (code === 'ELOOP') return 'links that lead in a circle'
  return messageOf(cause)
}
