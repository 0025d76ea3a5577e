/** What an operation does to the things of its collection. */
export type Deed = 'list' | 'read' | 'create' | 'update' | 'delete' | 'act'

/** Where an operation stands among the resources, judged from its path, method and answer alone. */
export interface ResourcePlace {
  deed: Deed
  /** Static words of the path, singular, `{}` where a parent's id stands: `product/{}/price`. */
  collection: string
  /** Path parameters that name parents, outermost first, with the collection each belongs to. */
  parents: { parameter: string; collection: string }[]
  /** The path parameter that names the thing itself. */
  idParameter?: string
  /** The last static word of the path: `send` of `/invoices/{invoiceId}/send`. */
  lastWord: string
}

export type Fields = Record<string, unknown>

/** What was done to a document, once it is done. */
export interface DocumentChange {
  deed: Exclude<Deed, 'list' | 'read'>
  collection: string
  /** The last static word of the path: what an act is called. */
  lastWord: string
  document: StoredDocument
  /** Everything known of it, under the names answers use. */
  known: Fields
  companyId: string
  /** Missing for what belongs to a company. */
  locationId?: string
}

/** One stored thing: what callers have said of it. What nobody said is made up from the schema at each answer. */
export interface StoredDocument {
  id: string
  /** Its number in its collection; examples are told apart by it. */
  turn: number
  /** False for what a caller has created: nothing but what was said of it is shown. */
  isSeeded: boolean
  createdAt: Date
  updatedAt: Date
  fields: Fields
}
