/** What a path led to; `unsure` where only JSONata knows what it means, such as a field of every item of a list. */
export type PathOutcome = { kind: 'value'; value: unknown } | { kind: 'unsure' }

const plainPath = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d{1,9}\])*$/
const words = /[A-Za-z_]\w*|\[\d+\]/g
/** Words that mean something else to JSONata than a field. */
const reserved = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])

/** Splits `event.data.tags[0]` into its parts; undefined for what is more than a plain path. */
export function parsePath(source: string): (string | number)[] | undefined {
  if (!plainPath.test(source)) return undefined
  const parts = (source.match(words) ?? []).map((word) =>
    word.startsWith('[') ? Number(word.slice(1, -1)) : word,
  )
  return parts.some((part) => typeof part === 'string' && reserved.has(part)) ? undefined : parts
}

/** Follows a path through own fields, exactly as JSONata would, or says that it cannot tell. */
export function readPath(parts: readonly (string | number)[], root: object): PathOutcome {
  let value: unknown = root
  for (const part of parts) {
    if (value === undefined || value === null) return nothing
    if (typeof part === 'number') {
      if (!Array.isArray(value)) return unsure
      value = value[part]
    } else {
      if (Array.isArray(value)) return unsure
      value =
        typeof value === 'object' && Object.hasOwn(value, part)
          ? (value as Record<string, unknown>)[part]
          : undefined
    }
  }
  return { kind: 'value', value }
}

const nothing: PathOutcome = { kind: 'value', value: undefined }
const unsure: PathOutcome = { kind: 'unsure' }
