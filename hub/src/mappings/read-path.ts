/** One step of a path. */
type Step =
  | { kind: 'field'; name: string }
  | { kind: 'place'; place: number }
  | { kind: 'each' }
  | { kind: 'where'; field: string; value: string }

/** A path that was read once, to be followed often. */
export type Path = readonly Step[]

const stepPattern = /\.?([^.[\]"]+)|\[(-?\d+)\]|\[\]|\["((?:[^"\\]|\\.)*)"\]|\[([^=[\]"]+)=([^[\]]*)\]/y

/**
 * Reads a path such as `details.owner`, `media[0].url`, `tags[].name` (every item), `details["any key"]` and
 * `customFields[id=abc].value` (the item whose `id` is `abc`).
 * @returns undefined when it is none
 */
export function parsePath(text: string): Path | undefined {
  const steps: Step[] = []
  stepPattern.lastIndex = 0
  while (stepPattern.lastIndex < text.length) {
    const start = stepPattern.lastIndex
    const found = stepPattern.exec(text)
    if (found === null || (start === 0 && text.startsWith('.'))) return undefined
    const [whole, name, place, quoted, field, value] = found
    if (name !== undefined) {
      if (start > 0 && !whole.startsWith('.')) return undefined
      steps.push({ kind: 'field', name })
    } else if (place !== undefined) steps.push({ kind: 'place', place: Number(place) })
    else if (quoted !== undefined) steps.push({ kind: 'field', name: quoted.replaceAll(/\\(.)/g, '$1') })
    else if (field !== undefined) steps.push({ kind: 'where', field, value: value ?? '' })
    else steps.push({ kind: 'each' })
  }
  return steps.length === 0 ? undefined : steps
}

/** Follows a path; undefined where it leads nowhere. Only a record's own fields are seen. */
export function followPath(path: Path, record: unknown, from = 0): unknown {
  let value = record
  for (let place = from; place < path.length; place++) {
    if (value === null || value === undefined) return undefined
    const step = path[place]!
    if (step.kind === 'each') {
      if (!Array.isArray(value)) return undefined
      return value
        .map((item: unknown) => followPath(path, item, place + 1))
        .filter((item) => item !== undefined && item !== null)
    }
    value = takeStep(step, value)
  }
  return value
}

function takeStep(step: Exclude<Step, { kind: 'each' }>, value: unknown): unknown {
  if (step.kind === 'field') return typeof value === 'object' ? ownField(value, step.name) : undefined
  if (!Array.isArray(value)) return undefined
  if (step.kind === 'place') return value.at(step.place) as unknown
  return value.find((item: unknown) => textOf(ownField(item, step.field)) === step.value) as unknown
}

const ownField = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

/** Writes a step to a field so that `parsePath` reads it. */
export const fieldStep = (name: string): string =>
  /^[A-Za-z_$][\w$-]*$/.test(name) ? name : `[${JSON.stringify(name)}]`
