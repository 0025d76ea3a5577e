import { silentWords } from './search-synonyms.ts'

/** The words of a text as they are looked up: small, in their stem, camelCase and e-mail taken apart or together. */
export function searchWords(text: string): string[] {
  return text
    .replaceAll(/e-mail/gi, 'email')
    .replaceAll(/sub-account/gi, 'subaccount')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !silentWords.has(word))
    .map(stem)
}

/** `categories` -> `category`, `posts` -> `post`; enough for the words of a catalog. */
export function stem(word: string): string {
  if (word.length < 4) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(ss|us|is)$/.test(word)) return word
  if (/(ch|sh|x|ss)es$/.test(word)) return word.slice(0, -2)
  return word.endsWith('s') ? word.slice(0, -1) : word
}

/** Whether two words differ by one letter: another, one more, one less, or two that changed places. */
export function isOneLetterOff(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false
  let start = 0
  while (start < left.length && left[start] === right[start]) start += 1
  const restOf = (word: string, skip: number) => word.slice(start + skip)
  if (left.length > right.length) return restOf(left, 1) === restOf(right, 0)
  if (left.length < right.length) return restOf(left, 0) === restOf(right, 1)
  const areSwapped = left[start] === right[start + 1] && left[start + 1] === right[start]
  return restOf(left, 1) === restOf(right, 1) || (areSwapped && restOf(left, 2) === restOf(right, 2))
}
