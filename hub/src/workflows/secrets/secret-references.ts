import type { WorkflowStep } from '../definition/workflow-definition.ts'
import { splitText } from '../expressions/split-text.ts'
import type { Fill } from '../steps/step.types.ts'

/** Words that stand for a secret in the texts of a request: `{{ secrets.NAME }}`, and nothing else in the braces. */
const reference = /^\s*secrets\s*\.\s*([A-Za-z]\w{0,59})\s*$/
const standIn = /\{\{ secrets\.([A-Za-z]\w{0,59}) \}\}/g

/** The secret an expression stands for; undefined when it is any other. */
export const secretNamed = (expression: string): string | undefined => reference.exec(expression)?.[1]

/** Names of the secrets a step sends, each once. */
export function secretsInStep(step: WorkflowStep): string[] {
  if (step.type !== 'http') return []
  const names = new Set<string>()
  mapTexts([step.url, step.headers, step.body], (text) => {
    for (const part of text.includes('{{') ? splitText(text).parts : []) {
      const name = typeof part === 'string' ? undefined : secretNamed(part.expression)
      if (name !== undefined) names.add(name)
    }
    return text
  })
  return [...names]
}

/**
 * Fills in a value of a request. Secrets stay what they are called until the request is sent, so that what is recorded
 * of the step does not hold them; and what came from outside cannot name one.
 */
export async function fillAroundSecrets(value: unknown, fill: Fill): Promise<unknown> {
  if (typeof value === 'string') {
    const { parts } = splitText(value)
    const [only] = parts
    if (parts.length === 1 && typeof only === 'object' && secretNamed(only.expression) === undefined)
      return withoutStandIns(await fill.value(value))
    return joined(await Promise.all(parts.map((part) => pieceOf(part, fill))))
  }
  if (Array.isArray(value)) return Promise.all(value.map((item) => fillAroundSecrets(item, fill)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(
    async ([name, item]) => [name, await fillAroundSecrets(item, fill)] as const,
  )
  return Object.fromEntries((await Promise.all(entries)).filter(([, item]) => item !== undefined))
}

/** The same for an address: what is put into it cannot change where it leads, unless it is the whole address. */
export async function fillUrlAroundSecrets(text: string, fill: Fill): Promise<string> {
  const { parts } = splitText(text)
  const pieces = await Promise.all(
    parts.map(async (part, place) => {
      const piece = await pieceOf(part, fill)
      const isOutside = typeof part === 'object' && secretNamed(part.expression) === undefined
      return isOutside && place > 0 ? encodeURIComponent(piece) : piece
    }),
  )
  return joined(pieces)
}

async function pieceOf(part: string | { expression: string }, fill: Fill): Promise<string> {
  if (typeof part === 'string') return part
  const name = secretNamed(part.expression)
  return name === undefined
    ? (await fill.text(`{{${part.expression}}}`)).replaceAll(markLetters, '')
    : `${opening}${name}${closing}`
}

/** Letters of nobody's alphabet, which mark our own stand-ins until all else is in place. */
const [opening, closing] = ['\uE000', '\uE001']
const markLetters = /[\uE000\uE001]/g
const marked = /\uE000(\w+)\uE001/g

/** What came from outside may look like a secret's name only once it is put together. */
const joined = (pieces: readonly string[]): string =>
  (withoutStandIns(pieces.join('')) as string).replaceAll(marked, '{{ secrets.$1 }}')

/** What came from outside and looks like a secret's name no longer does. */
const withoutStandIns = (value: unknown): unknown =>
  mapTexts(value, (text) => text.replaceAll(standIn, '{ { secrets.$1 } }'))

/** Puts the values of secrets where their names stand. */
export const revealSecrets = <Value>(value: Value, values: ReadonlyMap<string, string>): Value =>
  values.size === 0
    ? value
    : (mapTexts(value, (text) =>
        text.replaceAll(standIn, (whole, name: string) => values.get(name) ?? whole),
      ) as Value)

/** The same in an address: what does not begin it is written as part of a path or a query, its slashes left alone. */
export const revealInUrl = (url: string, values: ReadonlyMap<string, string>): string =>
  url.replaceAll(standIn, (whole, name: string, place: number) => {
    const value = values.get(name)
    if (value === undefined) return whole
    return place === 0 ? value : asPartOfUrl(value)
  })

const asPartOfUrl = (value: string): string => value.split('/').map(encodeURIComponent).join('/')

/** Shorter ones are in every other text. */
const leastHidden = 4

/** Puts the names of secrets where their values stand, as a receiver may send them back. */
export function hideSecrets(text: string, values: ReadonlyMap<string, string>): string {
  let hidden = text
  const longestFirst = [...values].toSorted(([, one], [, other]) => other.length - one.length)
  for (const [name, value] of longestFirst.filter(([, { length }]) => length >= leastHidden))
    for (const form of new Set([
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      asPartOfUrl(value),
    ]))
      hidden = hidden.replaceAll(form, `{{ secrets.${name} }}`)
  return hidden
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]))
}
