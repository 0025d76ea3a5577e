import type { BookCall, BookHandler } from '../location-books.ts'
import type { Fields } from '../read-call.ts'

/** A kind of record: the three every location has, and those made by the location itself. */
export interface ObjectSchema {
  id: string
  /** `contact`, or `custom_objects.` and a name. */
  key: string
  isStandard: boolean
  labels: { singular: string; plural: string }
  description?: string
  primaryDisplayProperty: string
  searchableProperties: string[]
  dateAdded: Date
  dateUpdated: Date
}

/** One record of a custom object. */
export interface ObjectRecord {
  id: string
  schemaKey: string
  owner: string[]
  followers: string[]
  properties: Fields
  createdBy: string
  dateAdded: Date
  dateUpdated: Date
}

/** Custom objects of one location: schemas by key, records by id. */
export interface ObjectBook {
  schemas: Map<string, ObjectSchema>
  records: Map<string, ObjectRecord>
}

export type ObjectCall = BookCall<ObjectBook>
export type ObjectHandler = BookHandler<ObjectBook>
