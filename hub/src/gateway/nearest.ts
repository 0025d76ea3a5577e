/** The candidates most like a word, best first, without those that share next to nothing with it. */
export function nearest(word: string, candidates: Iterable<string>, most = 3): string[] {
  const wanted = word.toLowerCase()
  const scored = [...candidates].map((candidate) => ({
    candidate,
    distance: editDistance(wanted, candidate.toLowerCase()),
  }))
  return scored
    .filter(
      ({ candidate, distance }) => distance <= Math.max(2, Math.max(wanted.length, candidate.length) * 0.45),
    )
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, most)
    .map(({ candidate }) => candidate)
}

/** Letters to insert, remove or replace to turn one text into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
