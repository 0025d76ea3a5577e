import { expect, test } from 'vitest'
import { makeTestWorld, monday } from '../../test/make-test-world.ts'
import { createCrm } from './create-crm.ts'
import type { LocationCrm } from './crm.types.ts'

function makeCrm(options: { seed?: number; scale?: 'full' | 'small'; at?: Date } = {}) {
  const { world, clock } = makeTestWorld(options)
  const crm = createCrm({ world, clock, scale: options.scale ?? 'small' })
  const of = (name: string): LocationCrm =>
    crm.contentsOf(world.locations.find((location) => location.name.startsWith(name))?.id ?? '')
  return { crm, world, of }
}

const summaryOf = ({ contacts, messages }: LocationCrm) => JSON.stringify([[...contacts], [...messages]])

test('the same seed makes the same people, and another seed others', () => {
  const first = summaryOf(makeCrm().of('Hearth'))
  expect(summaryOf(makeCrm().of('Hearth'))).toBe(first)
  expect(summaryOf(makeCrm({ seed: 8 }).of('Hearth'))).not.toBe(first)
})

test('a start on the day after shows the same people', () => {
  const idsAt = (at: Date) => [...makeCrm({ at }).of('Hearth').contacts.keys()]
  expect(idsAt(new Date(monday.getTime() + 86_400_000))).toEqual(idsAt(monday))
})

test('the large location knows two thousand people, the empty one nobody', () => {
  const { of } = makeCrm({ scale: 'full' })
  expect(of('Northgate').contacts.size).toBe(2000)
  expect(of('Blank Slate')).toMatchObject({ contacts: new Map(), conversations: new Map(), tags: [] })
})

test('addresses are unique within a location, and so are ids everywhere', () => {
  const { crm, world } = makeCrm()
  const contacts = world.locations.flatMap(({ id }) => [...crm.contentsOf(id).contacts.values()])
  expect(new Set(contacts.map(({ id }) => id)).size).toBe(contacts.length)
  for (const { id } of world.locations) {
    const emails = [...crm.contentsOf(id).contacts.values()].flatMap(({ email }) => email ?? [])
    expect(new Set(emails).size).toBe(emails.length)
  }
})

test('the café by the palms has names of many scripts', () => {
  const names = [...makeCrm({ scale: 'full' }).of('مقهى').contacts.values()].map(({ lastName }) => lastName)
  for (const script of [
    /\p{Script=Arabic}/u,
    /\p{Script=Hebrew}/u,
    /\p{Script=Han}/u,
    /\p{Script=Devanagari}/u,
  ])
    expect(names.some((name) => script.test(name))).toBe(true)
})

test('nothing was written before its contact came or after the start', () => {
  const { messages, contacts } = makeCrm().of('Northgate')
  expect(messages.size).toBeGreaterThan(50)
  for (const { contactId, dateAdded } of messages.values()) {
    expect(dateAdded.getTime()).toBeGreaterThan(contacts.get(contactId)!.dateAdded.getTime())
    expect(dateAdded.getTime()).toBeLessThanOrEqual(monday.getTime())
  }
})
