import { renderTemplate } from '../../platform/expressions/render-template.ts'
import type { Transform } from '../../store/mapping.types.ts'
import { MappingFailure, shown } from '../mapping-failure.ts'
import { changeDate } from './change-date.ts'

/** Transforms that need no thread of their own. */
export type PlainTransform = Exclude<Transform, { use: 'expression' }>

/** Changes a value; no value stays none, and the items of a list are changed one by one. */
export function applyTransform(value: unknown, transform: PlainTransform, record: object): unknown {
  if (transform.use === 'template') return fillTemplate(transform.template, { value: value ?? null, record })
  if (value === null || value === undefined) return value
  if (transform.use === 'join') return joinList(value, transform.separator)
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => (item === null ? null : changeOne(item, transform)))
    return transform.use === 'split' && transform.take === undefined ? items.flat() : items
  }
  return changeOne(value, transform)
}

function changeOne(
  value: unknown,
  transform: Exclude<PlainTransform, { use: 'template' | 'join' }>,
): unknown {
  if (transform.use === 'date') return changeDate(value, transform)
  if (transform.use === 'number') return readNumber(value, transform)
  if (transform.use === 'lookup') return lookUp(value, transform)
  if (transform.use === 'split') return splitText(textOf(value), transform)
  if (transform.use === 'case') return changeCase(textOf(value), transform.to)
  return textOf(value).replaceAll(transform.find, () => transform.with)
}

/** Renders a template or tells why not. */
export function fillTemplate(template: string, values: object): string {
  const outcome = renderTemplate(template, values)
  if (!outcome.ok) throw new MappingFailure(outcome.problem.message)
  return outcome.text
}

function joinList(value: unknown, separator: string): string {
  const items: unknown[] = Array.isArray(value) ? value : [value]
  return items
    .filter((item) => item !== null && item !== undefined)
    .map((item) => (typeof item === 'object' ? JSON.stringify(item) : textOf(item)))
    .join(separator)
}

function splitText(text: string, { separator, take }: Extract<Transform, { use: 'split' }>): unknown {
  const parts = text.split(separator).map((part) => part.trim())
  return take === undefined ? parts : (parts.at(take > 0 ? take - 1 : take) ?? null)
}

const grouping = { '.': /[\s'’_,]/g, ',': /[\s'’_.]/g }

function readNumber(value: unknown, { decimal = '.', round }: Extract<Transform, { use: 'number' }>): number {
  const number = typeof value === 'number' ? value : numberIn(textOf(value), decimal)
  if (!Number.isFinite(number)) throw new MappingFailure(`${shown(value)} is no number.`)
  return round === undefined ? number : Number(`${Math.round(Number(`${number}e${round}`))}e-${round}`)
}

/** The number of a text, without its currency or unit and the marks that group its digits. */
function numberIn(text: string, decimal: '.' | ','): number {
  const found = /^[^\d+\-.,]*([+-]?)[^\d+\-.,]*([\d.,'’_\s]*\d)[^\d]*$/u.exec(text.trim())
  if (found === null) return Number.NaN
  const [, sign = '', figures = ''] = found
  return Number(`${sign}${figures.replaceAll(grouping[decimal], '').replace(decimal, '.')}`)
}

function lookUp(
  value: unknown,
  { table, otherwise = 'empty' }: Extract<Transform, { use: 'lookup' }>,
): unknown {
  const key = textOf(value)
  if (Object.hasOwn(table, key)) return table[key]
  if (otherwise === 'error') throw new MappingFailure(`${shown(value)} is not in the look-up table.`)
  return otherwise === 'keep' ? value : null
}

function changeCase(text: string, to: 'lower' | 'upper' | 'title' | 'trim'): string {
  if (to === 'lower') return text.toLowerCase()
  if (to === 'upper') return text.toUpperCase()
  if (to === 'trim') return text.trim()
  return text.toLowerCase().replaceAll(/(?<![\p{L}\p{N}'’])\p{L}/gu, (letter) => letter.toUpperCase())
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new MappingFailure(`${shown(value)} is not a text.`)
}
