import type { BookCall, BookHandler } from '../location-books.ts'

/** A file or folder of a location's media library. */
export interface MediaObject {
  id: string
  name: string
  kind: 'file' | 'folder'
  parentId?: string
  url?: string
  mimeType?: string
  sizeBytes?: number
  isTrashed: boolean
  createdAt: Date
  updatedAt: Date
}

/** The media library of one location, by id. */
export type MediaBook = Map<string, MediaObject>
export type MediaCall = BookCall<MediaBook>
export type MediaHandler = BookHandler<MediaBook>
