import type { SimulatedClock } from '../simulator.types.ts'
import { objectIdOf, shortIdOf } from '../world/make-ids.ts'
import type { Fields, StoredDocument } from './generic.types.ts'

/** How ids of a collection look: 24 hex digits, 20 letters and digits, a UUID, or a number. */
export type IdShape = 'object' | 'plain' | 'uuid' | 'number'

/** Whose things: those of one collection, below certain parents, of one location or company. */
export interface Shelf {
  tenantId: string
  collection: string
  /** Ids of the parents, outermost first. */
  parentIds: string[]
}

/** The things that operations without handlers of their own create, list, change and delete. */
export interface DocumentStore {
  /** All of a shelf, oldest first; its examples are put there when it is first looked at. */
  list(shelf: Shelf): StoredDocument[]
  find(shelf: Shelf, id: string): StoredDocument | undefined
  create(shelf: Shelf, fields: Fields): StoredDocument
  /** Takes a thing with an id that a caller has named to exist. */
  adopt(shelf: Shelf, id: string, isSeeded: boolean): StoredDocument
  update(document: StoredDocument, fields: Fields): void
  remove(shelf: Shelf, id: string): void
  isRemoved(shelf: Shelf, id: string): boolean
  /** The shelf a thing is on, whoever it belongs to: for what is open to everybody. */
  shelfOf(collection: string, id: string): Shelf | undefined
}

const seededCount = 3

interface ShelfContents {
  shelf: Shelf
  documents: Map<string, StoredDocument>
  removedIds: Set<string>
  isSeeded: boolean
}

/** What a store of documents is made from. */
export interface StoreParts {
  seed: number
  clock: SimulatedClock
  /** Tells the locations that start without any data. */
  isEmpty: (tenantId: string) => boolean
  idShapeOf: (collection: string) => IdShape
}

/** Nothing is made before it is asked for, and of a made-up thing only its id is kept: the rest follows from it. */
export function createDocumentStore({ seed, clock, isEmpty, idShapeOf }: StoreParts): DocumentStore {
  const shelves = new Map<string, ShelfContents>()
  const startedAt = clock.now()
  let created = 0

  function contentsOf(shelf: Shelf): ShelfContents {
    const key = [shelf.tenantId, shelf.collection, ...shelf.parentIds].join('\n')
    const known = shelves.get(key)
    if (known !== undefined) return known
    const made: ShelfContents = { shelf, documents: new Map(), removedIds: new Set(), isSeeded: false }
    shelves.set(key, made)
    return made
  }

  function filledContentsOf(shelf: Shelf): ShelfContents {
    const contents = contentsOf(shelf)
    if (contents.isSeeded) return contents
    contents.isSeeded = true
    if (isEmpty(shelf.tenantId)) return contents
    for (let turn = 0; turn < seededCount; turn += 1) {
      const id = makeId(seed, idShapeOf(shelf.collection), shelf, `example ${turn}`)
      if (contents.removedIds.has(id) || contents.documents.has(id)) continue
      contents.documents.set(id, newDocument(id, turn, true, startedAt, {}))
    }
    return contents
  }

  return {
    list: (shelf) => [...filledContentsOf(shelf).documents.values()],
    find: (shelf, id) => filledContentsOf(shelf).documents.get(id),
    create(shelf, fields) {
      created += 1
      const { documents } = filledContentsOf(shelf)
      // The start is part of it: a simulator started anew must not give yesterday's ids to other things.
      const id = makeId(seed, idShapeOf(shelf.collection), shelf, `created ${startedAt.getTime()} ${created}`)
      const document = newDocument(id, documents.size, false, clock.now(), fields)
      documents.set(id, document)
      return document
    },
    adopt(shelf, id, isSeeded) {
      const { documents, removedIds } = contentsOf(shelf)
      const document = newDocument(id, documents.size, isSeeded, clock.now(), {})
      documents.set(id, document)
      removedIds.delete(id)
      return document
    },
    update(document, fields) {
      document.fields = { ...document.fields, ...fields }
      document.updatedAt = clock.now()
    },
    remove(shelf, id) {
      const { documents, removedIds } = contentsOf(shelf)
      documents.delete(id)
      removedIds.add(id)
    },
    isRemoved: (shelf, id) => contentsOf(shelf).removedIds.has(id),
    shelfOf: (collection, id) =>
      [...shelves.values()].find(
        ({ shelf, documents }) => shelf.collection === collection && documents.has(id),
      )?.shelf,
  }
}

const newDocument = (
  id: string,
  turn: number,
  isSeeded: boolean,
  at: Date,
  fields: Fields,
): StoredDocument => ({ id, turn, isSeeded, createdAt: at, updatedAt: at, fields })

function makeId(seed: number, shape: IdShape, shelf: Shelf, which: string): string {
  const keys = [shelf.tenantId, shelf.collection, ...shelf.parentIds, which]
  if (shape === 'plain') return shortIdOf(seed, ...keys)
  const hex = objectIdOf(seed, ...keys)
  if (shape === 'object') return hex
  if (shape === 'number') return String(Number.parseInt(hex.slice(-10), 16))
  const digits = `${hex}${objectIdOf(seed, ...keys, 'rest').slice(-8)}`
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-')
}
