/** A text cut into what is said as it is and what is evaluated. */
export type TextPart = string | { expression: string; offset: number }

/**
 * Cuts a text at its `{{ … }}`. Braces inside quoted text and nested objects of an expression do not end it.
 * An opening without an end is reported with its offset.
 */
export function splitText(text: string): { parts: TextPart[]; unclosedAt?: number } {
  const parts: TextPart[] = []
  let place = 0
  for (;;) {
    const start = text.indexOf('{{', place)
    if (start < 0) break
    const end = endOf(text, start + 2)
    if (end === undefined) return { parts, unclosedAt: start }
    if (start > place) parts.push(text.slice(place, start))
    parts.push({ expression: text.slice(start + 2, end), offset: start + 2 })
    place = end + 2
  }
  if (place < text.length) parts.push(text.slice(place))
  return { parts }
}

/** Where the braces that close an expression are. */
function endOf(text: string, from: number): number | undefined {
  let depth = 0
  let quote: string | undefined
  for (let place = from; place < text.length; place++) {
    const letter = text[place]!
    if (quote !== undefined) {
      if (letter === '\\') place += 1
      else if (letter === quote) quote = undefined
    } else if (letter === '"' || letter === "'" || letter === '`') quote = letter
    else if (letter === '{') depth += 1
    else if (letter === '}') {
      if (depth > 0) depth -= 1
      else if (text[place + 1] === '}') return place
    }
  }
  return undefined
}
