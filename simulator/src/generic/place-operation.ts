import { listOperations, type Operation } from '@causeway/spec'
import { answersThing, findListPath } from './find-answer-parts.ts'
import type { Deed, ResourcePlace } from './generic.types.ts'

/** Path parameters that say whose things are meant, not which. */
const tenantParameters = /^(location_?id|company_?id)$/i
/** Path parameters that say of which kind the things are that come after. */
const kindParameters = /type$|^(platform|source)$/i
/** Words of paths that stand for nothing of their own. */
const emptyWords = new Set(['public-api', 'public'])
/** Words that stand for nothing when an id comes after: `/links/id/{linkId}`. */
const emptyBeforeId = new Set(['id', 'data', 'config'])
/** Words that only say whose id comes after. */
const tenantWords = new Set(['locations', 'location', 'companies'])
/** Words at a path's end that ask for all of what stands before. */
const listWords = new Set(['list', 'all', 'search'])
/** Words at a path's end that make one more of what stands before. */
const copyWords = new Set(['duplicate', 'clone', 'import'])

interface Step {
  word: string
  isParameter: boolean
  /** False for a parameter that names a kind. */
  isId: boolean
}

/**
 * Where an operation stands among the resources of its module. The published files do not say so, but paths are
 * regular: `/products/{productId}/price` lists and creates what `/products/{productId}/price/{priceId}` is one of.
 */
export function placeOperation(operation: Operation): ResourcePlace {
  const known = places.get(operation.id)
  if (known !== undefined) return known
  const place = judgePlace(operation)
  places.set(operation.id, place)
  return place
}

// Facts about the published files, which do not change: remembering them is no state.
const places = new Map<string, ResourcePlace>()
let named: Set<string> | undefined
let listed: Set<string> | undefined

function judgePlace(operation: Operation): ResourcePlace {
  const steps = stepsOf(operation.path)
  const last = steps.at(-1)
  const idParameter = last?.isId === true ? last.word : undefined
  const words = idParameter === undefined ? steps : steps.slice(0, -1)
  const lastWord = words.findLast(({ isParameter }) => !isParameter)?.word ?? ''
  const deed = judgeDeed(operation, steps)
  const isMarker =
    idParameter === undefined &&
    ((listWords.has(lastWord) && deed === 'list') || (copyWords.has(lastWord) && deed === 'create'))
  // `/invoices/estimate/{estimateId}/send` acts on the estimate: the verb is no collection.
  const actsOnParent = deed === 'act' && words.at(-2)?.isId === true
  const placed = isMarker || actsOnParent ? words.slice(0, -1) : words
  const own = copyWords.has(lastWord) || actsOnParent ? placed.at(-1) : undefined
  const parentSteps = own?.isId === true ? placed.slice(0, -1) : placed
  return {
    deed,
    collection: collectionOf(parentSteps),
    parents: parentsOf(parentSteps),
    lastWord,
    ...(idParameter !== undefined && { idParameter }),
    ...(own?.isId === true && { idParameter: own.word }),
  }
}

function judgeDeed(operation: Operation, steps: Step[]): Deed {
  const last = steps.at(-1)
  const isById = last?.isId === true
  if (operation.method === 'DELETE') return 'delete'
  if (operation.access === 'read') {
    if (isById) return 'read'
    if (listsThings(operation, steps)) return 'list'
    return operation.method === 'GET' ? 'read' : 'act'
  }
  if (operation.method === 'PUT' || operation.method === 'PATCH') {
    return isById || steps.at(-2)?.isId !== true ? 'update' : 'act'
  }
  if (isById) return 'act'
  if (copyWords.has(last?.word ?? '')) return 'create'
  return isCollection(operation, collectionOf(steps)) ? 'create' : 'act'
}

/** Whether what is posted there becomes one of several: they are named by ids, or listed and given ids. */
function isCollection(operation: Operation, collection: string): boolean {
  if (namedCollections().has(collection)) return true
  return listedCollections().has(collection) && (!operation.success.schema || answersThing(operation))
}

/** Whether a reading operation answers several things; where its answer is not published, the words tell. */
function listsThings(operation: Operation, steps: Step[]): boolean {
  if (operation.success.schema !== undefined) return findListPath(operation) !== undefined
  const lastWord = steps.at(-1)?.word ?? ''
  if (namedCollections().has(collectionOf(steps)) || listWords.has(lastWord)) return true
  return lastWord.endsWith('s') && !lastWord.endsWith('ss')
}

/** Collections whose things are named by an id at a path's end. */
function namedCollections(): Set<string> {
  named ??= new Set(
    listOperations().flatMap(({ path }) => {
      const steps = stepsOf(path)
      return steps.at(-1)?.isId === true ? [collectionOf(steps.slice(0, -1))] : []
    }),
  )
  return named
}

/** Collections that some operation lists. */
function listedCollections(): Set<string> {
  listed ??= new Set(
    listOperations().flatMap((operation) => {
      const steps = stepsOf(operation.path)
      if (operation.access !== 'read' || steps.at(-1)?.isId === true) return []
      const isMarked = listWords.has(steps.at(-1)?.word ?? '')
      return listsThings(operation, steps) ? [collectionOf(isMarked ? steps.slice(0, -1) : steps)] : []
    }),
  )
  return listed
}

function stepsOf(path: string): Step[] {
  const steps = path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment): Step => {
      const isParameter = segment.startsWith('{')
      const word = isParameter ? segment.slice(1, -1) : segment
      return { word, isParameter, isId: isParameter && !kindParameters.test(word) }
    })
  const telling = steps
    .filter(({ word, isParameter }, index) => {
      if (isParameter) return !tenantParameters.test(word)
      const next = steps[index + 1]
      const isTenantWord = next?.isParameter === true && tenantParameters.test(next.word)
      return !emptyWords.has(word) && !(isTenantWord && tenantWords.has(word))
    })
    .filter(({ word }, index, all) => !(emptyBeforeId.has(word) && all[index + 1]?.isId === true))
  return telling.length > 0 ? telling : steps
}

const collectionOf = (steps: Step[]): string =>
  steps.map(({ word, isParameter }) => (isParameter ? '{}' : singular(word))).join('/')

const parentsOf = (steps: Step[]): ResourcePlace['parents'] =>
  steps.flatMap(({ word, isParameter }, index) =>
    isParameter ? [{ parameter: word, collection: collectionOf(steps.slice(0, index)) }] : [],
  )

/** `categories` → `category`; paths of the same thing use both. */
export function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return word.endsWith('s') && !/(ss|us|aas)$/.test(word) ? word.slice(0, -1) : word
}
