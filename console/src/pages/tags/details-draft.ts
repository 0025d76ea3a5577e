import type { TagDetailsFields } from '@causeway/hub/contract'

/** Details as they are edited: the known fields, and any others as name and text. */
export type DetailsDraft = {
  colour: string
  description: string
  owner: string
  campaign: string
  extra: { key: string; name: string; value: string }[]
}

const knownFields = ['colour', 'description', 'owner', 'campaign'] as const

let lastKey = 0
/** A row for a further field; its key only tells rows apart on the page. */
export const extraField = (name = '', value = '') => ({ key: `extra-${(lastKey += 1)}`, name, value })

export function draftOf(details: TagDetailsFields | null): DetailsDraft {
  const stored: Record<string, unknown> = details ?? {}
  const known = (name: string) => (typeof stored[name] === 'string' ? stored[name] : '')
  return {
    colour: known('colour'),
    description: known('description'),
    owner: known('owner'),
    campaign: known('campaign'),
    extra: Object.entries(stored)
      .filter(([name]) => !(knownFields as readonly string[]).includes(name))
      .map(([name, value]) => extraField(name, textOf(value))),
  }
}

/** The details to store: empty fields are left out, values that are JSON keep their kind. */
export function detailsOf(draft: DetailsDraft): TagDetailsFields {
  const known = knownFields.flatMap((name) => {
    const value = draft[name].trim()
    return value === '' ? [] : [[name, value] as const]
  })
  const extra = draft.extra.flatMap(({ name, value }) =>
    name.trim() === '' ? [] : [[name.trim(), valueOf(value)] as const],
  )
  return Object.fromEntries([...known, ...extra])
}

/** Why a draft cannot be stored: two fields of one name, or a further field named like a known one. */
export function draftProblem(draft: DetailsDraft): string | undefined {
  const names = draft.extra.map(({ name }) => name.trim()).filter((name) => name !== '')
  const all = [...knownFields, ...names]
  const twice = all.find((name, index) => all.indexOf(name) !== index)
  if (twice !== undefined) return `There are two fields named “${twice}”.`
  const unnamed = draft.extra.some(({ name, value }) => name.trim() === '' && value.trim() !== '')
  return unnamed ? 'Give every further field a name.' : undefined
}

/** `42`, `true`, `["a"]` keep their kind; anything else is text. Text that looks like JSON is written in quotes. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return valueOf(value) === value ? value : JSON.stringify(value)
}

/** Fields in which two sets of details differ. */
export function differingFields(one: TagDetailsFields, other: TagDetailsFields): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return names.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
}
