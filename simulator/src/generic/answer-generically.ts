import { plainRefusal, type OperationAnswer, type OperationRequest } from '../simulator.types.ts'
import type { DocumentStore, Shelf } from './document.store.ts'
import { isAskedFor } from './filter-items.ts'
import type { DocumentChange, Fields, ResourcePlace, StoredDocument } from './generic.types.ts'
import { ambientOf, knownOf, ownIdName, type PlacedCall } from './known-values.ts'
import { pageList } from './page-list.ts'
import { placeOperation } from './place-operation.ts'
import { fieldsOf } from './read-fields.ts'
import { itemOf, listAnswer, thingAnswer } from './shape-answer.ts'

/** What answering needs to know beside the request. */
export interface GenericContext {
  store: DocumentStore
  /** Whether a thing that nobody has seen listed or created must be refused: false takes any id to exist. */
  isKnowable: (collection: string) => boolean
  announce: (change: DocumentChange) => void
}

/** One request, with what its operation does and to whose things. */
interface Case extends PlacedCall {
  shelf: Shelf
}

/**
 * Answers an operation that has no handler of its own in the shape of its schema, from a store of documents:
 * what was created is found, listed, changed and deleted again.
 */
export function answerGenerically(context: GenericContext, call: OperationRequest): OperationAnswer {
  const place = placeOperation(call.operation)
  const shelf: Shelf = {
    tenantId: call.locationId ?? call.token.companyId,
    collection: place.collection,
    parentIds: place.parents.map(({ parameter }) => call.params[parameter] ?? ''),
  }
  // Without a token nobody's tenant is named: the id alone must tell.
  const open =
    shelf.tenantId === '' ? context.store.shelfOf(place.collection, namedId({ call, place })) : undefined
  const one: Case = { call, place, shelf: open ?? shelf }
  refuseLostParents(context, one)
  return deeds[place.deed](context, one)
}

const deeds: Record<ResourcePlace['deed'], (context: GenericContext, one: Case) => OperationAnswer> = {
  list: ({ store }, one) => {
    const { call } = one
    const asked = { ...call.query, ...fieldsOf(call.body) }
    const shown = store
      .list(one.shelf)
      .map((document) => ({ id: document.id, body: itemOf(one, document) }))
      .filter(({ body }) => isAskedFor(body, asked))
    const { items, facts } = pageList(shown, asked)
    return {
      body: listAnswer(
        one,
        items.map(({ body }) => body),
        facts,
      ),
    }
  },
  read: (context, one) => ({ body: thingAnswer(one, findOrRefuse(context, one)) }),
  create: (context, one) => {
    const { store } = context
    const original = one.place.idParameter === undefined ? undefined : findOrRefuse(context, one)
    const fields = { ...original?.fields, ...fieldsOf(one.call.body), ...uploadOf(one.call) }
    const document = store.create(one.shelf, fields)
    announce(context, one, 'create', document)
    return { body: thingAnswer(one, document) }
  },
  update: (context, one) => {
    const document = findOrRefuse(context, one)
    context.store.update(document, fieldsOf(one.call.body))
    announce(context, one, 'update', document)
    return { body: thingAnswer(one, document) }
  },
  act: (context, one) => {
    const document = findOrRefuse(context, one)
    const status = statusAfter[one.place.lastWord]
    context.store.update(document, {
      ...fieldsOf(one.call.body),
      ...uploadOf(one.call),
      ...(status && { status }),
    })
    announce(context, one, 'act', document)
    return { body: thingAnswer(one, document) }
  },
  delete: (context, one) => {
    const document = findOrRefuse(context, one)
    context.store.remove(one.shelf, document.id)
    announce(context, one, 'delete', document)
    return { body: thingAnswer(one, document) }
  },
}

/** Tells of a change, to whoever has a tenant: what nobody's token did concerns no location. */
function announce(
  context: GenericContext,
  one: Case,
  deed: DocumentChange['deed'],
  document: StoredDocument,
): void {
  const { call, place } = one
  if (call.token.companyId === '') return
  const { altId, altType } = ambientOf(one)
  context.announce({
    deed,
    collection: place.collection,
    lastWord: place.lastWord,
    document,
    known: { altId, altType, ...knownOf(one, document) },
    companyId: call.token.companyId,
    ...(call.locationId !== undefined && { locationId: call.locationId }),
  })
}

/** What some verbs at a path's end leave a thing as; used where the schema knows the word. */
const statusAfter: Record<string, string> = {
  send: 'sent',
  void: 'void',
  cancel: 'cancelled',
  publish: 'published',
  pause: 'paused',
  resume: 'active',
  schedule: 'scheduled',
}

/** The thing a request names; what nothing could have told the caller of is taken to exist. */
function findOrRefuse({ store, isKnowable }: GenericContext, one: Case): StoredDocument {
  const { shelf, place } = one
  const id = namedId(one)
  const known = store.find(shelf, id)
  if (known !== undefined) return known
  const isSingle = place.idParameter === undefined && id === ''
  const mayAppear = place.deed === 'update' || place.deed === 'act'
  if (isSingle && mayAppear) return store.adopt(shelf, id, false)
  if (store.isRemoved(shelf, id)) throw notFound(place)
  if (!isSingle && isKnowable(shelf.collection)) throw notFound(place)
  return store.adopt(shelf, id, true)
}

/** The id in the path, or in the query or body where the path has none; of single things it is empty. */
function namedId({ call, place }: PlacedCall): string {
  if (place.idParameter !== undefined) return call.params[place.idParameter] ?? ''
  const own = ownIdName(place.collection)
  const asked: Fields = { ...call.query, ...fieldsOf(call.body) }
  const named = [asked['id'], asked['_id'], asked[own]].find((id) => typeof id === 'string' && id !== '')
  return typeof named === 'string' ? named : ''
}

const notFound = (place: ResourcePlace) => plainRefusal(404, `${titleOf(place.collection)} not found`)

function titleOf(collection: string): string {
  const words = (collection.split('/').findLast((word) => word !== '{}') ?? 'thing').replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Things below a parent that is not there are not there either. */
function refuseLostParents({ store, isKnowable }: GenericContext, { place, shelf }: Case): void {
  place.parents.forEach(({ collection }, index) => {
    if (!isKnowable(collection)) return
    const parentShelf = {
      tenantId: shelf.tenantId,
      collection,
      parentIds: shelf.parentIds.slice(0, index),
    }
    const id = shelf.parentIds[index] ?? ''
    if (store.find(parentShelf, id) === undefined) throw plainRefusal(404, `${titleOf(collection)} not found`)
  })
}

/** What an uploaded file says of itself. */
function uploadOf({ files }: OperationRequest): Fields {
  const [file] = files ?? []
  if (file === undefined) return {}
  return { name: file.filename, fileName: file.filename, mimeType: file.mimeType, size: file.bytes.length }
}
