/** Line and column, from 1, of an offset into a source. */
export function locate(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, Math.max(0, offset)).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
