import { plainRefusal } from '../../simulator.types.ts'
import { findInBooks } from '../location-books.ts'
import { bodyOf, countOf, type Fields, isFields, paramOf, textOf } from '../read-call.ts'
import type { MediaBook, MediaCall, MediaHandler, MediaObject } from './media.types.ts'

/** GHL takes files up to this size, and larger ones of videos. */
const largestFileBytes = 25 * 1024 * 1024
const largestVideoBytes = 500 * 1024 * 1024

const find = (call: MediaCall, id: string): MediaObject =>
  findInBooks(
    call,
    (book) => book.get(id),
    () => plainRefusal(400, `Media object with id ${id} not found`),
  )

const present = (object: MediaObject, locationId: string): Fields => ({
  _id: object.id,
  altId: locationId,
  altType: 'location',
  name: object.name,
  type: object.kind,
  parentId: object.parentId ?? '',
  ...(object.kind === 'file' && { url: object.url, contentType: object.mimeType, size: object.sizeBytes }),
  deleted: object.isTrashed,
  status: object.isTrashed ? 'trashed' : 'active',
  createdAt: object.createdAt.toISOString(),
  updatedAt: object.updatedAt.toISOString(),
})

/** What may be sorted by; anything else sorts by when it was made. */
const sortKeys: Record<string, (object: MediaObject) => string | number> = {
  name: ({ name }) => name.toLowerCase(),
  size: ({ sizeBytes = 0 }) => sizeBytes,
  updatedAt: ({ updatedAt }) => updatedAt.getTime(),
  createdAt: ({ createdAt }) => createdAt.getTime(),
}

export const listFiles: MediaHandler = (call) => {
  const { type, query: text, parentId, sortBy, sortOrder, fetchAll } = call.request.query
  const keyOf = sortKeys[sortBy ?? ''] ?? sortKeys['createdAt'] ?? (() => 0)
  const direction = sortOrder === 'desc' ? -1 : 1
  const shown = [...call.book.values()]
    .filter(({ isTrashed }) => !isTrashed)
    .filter(({ kind }) => (type !== 'file' && type !== 'folder') || kind === type)
    .filter((one) => fetchAll === 'true' || (one.parentId ?? '') === (parentId ?? ''))
    .filter(({ name }) => name.toLowerCase().includes((text ?? '').toLowerCase()))
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -direction : direction))
  const offset = countOf(call, 'offset', 0)
  const page = shown.slice(offset, offset + countOf(call, 'limit', 20))
  return { body: { files: page.map((one) => present(one, call.contents.location.id)) } }
}

export const createFolder: MediaHandler = (call) => {
  const body = bodyOf(call)
  const parentId = textOf(body, 'parentId')
  if (parentId !== undefined) refuseNoFolder(call, parentId)
  const folder = save(call, { name: textOf(body, 'name') ?? '', kind: 'folder', ...inFolder(parentId) })
  return { body: present(folder, call.contents.location.id) }
}

/** Takes a file, or the address of one that lies elsewhere already. */
export const uploadFile: MediaHandler = (call) => {
  const body = bodyOf(call)
  const [file] = call.request.files ?? []
  const parentId = textOf(body, 'parentId') || undefined
  if (parentId !== undefined) refuseNoFolder(call, parentId)
  const isHosted = body['hosted'] === 'true' || body['hosted'] === true
  const url = textOf(body, 'fileUrl')
  if (isHosted ? url === undefined : file === undefined)
    throw plainRefusal(400, isHosted ? 'fileUrl is required' : 'file is required')
  const largest = file?.mimeType.startsWith('video/') ? largestVideoBytes : largestFileBytes
  if (file && file.bytes.length > largest) throw plainRefusal(413, 'File too large')
  const name = textOf(body, 'name') ?? file?.filename ?? url?.split('/').at(-1) ?? 'file'
  const saved = save(call, {
    name,
    kind: 'file',
    ...inFolder(parentId),
    ...(file && { mimeType: file.mimeType, sizeBytes: file.bytes.length }),
    ...(isHosted && url !== undefined && { url }),
  })
  saved.url ??= `https://media.example.com/${call.contents.location.id}/${saved.id}/${encodeURIComponent(name)}`
  return { body: { fileId: saved.id, url: saved.url } }
}

export const updateFile: MediaHandler = (call) => {
  rename(call, find(call, paramOf(call, 'id')), textOf(bodyOf(call), 'name'))
  return { body: { success: true } }
}

export const updateFiles: MediaHandler = (call) => {
  const named = itemsIn(call, 'filesToBeUpdated').map((item) => ({
    object: find(call, textOf(item, 'id') ?? ''),
    name: textOf(item, 'name'),
  }))
  for (const { object, name } of named) rename(call, object, name)
  return { body: { success: true } }
}

/** Trashing hides; deleting takes away. A folder takes what is in it along. */
export const deleteFiles: MediaHandler = (call) => {
  const objects = itemsIn(call, 'filesToBeDeleted').map((item) => find(call, textOf(item, '_id') ?? ''))
  const isTrashing = bodyOf(call)['status'] === 'trashed'
  for (const object of objects)
    for (const one of withContents(call.book, object)) {
      if (isTrashing) one.isTrashed = true
      else call.book.delete(one.id)
    }
  return { body: { success: true } }
}

export const deleteFile: MediaHandler = (call) => {
  for (const one of withContents(call.book, find(call, paramOf(call, 'id')))) call.book.delete(one.id)
  return { body: { success: true } }
}

const inFolder = (parentId: string | undefined) => (parentId === undefined ? {} : { parentId })

function refuseNoFolder(call: MediaCall, id: string): void {
  if (find(call, id).kind !== 'folder') throw plainRefusal(400, `Media object with id ${id} is no folder`)
}

function save(
  { book, crm, now }: MediaCall,
  draft: Omit<MediaObject, 'id' | 'isTrashed' | 'createdAt' | 'updatedAt'>,
): MediaObject {
  const object = { ...draft, id: crm.world.nextId('media'), isTrashed: false, createdAt: now, updatedAt: now }
  book.set(object.id, object)
  return object
}

function rename({ now }: MediaCall, object: MediaObject, name: string | undefined): void {
  object.name = name ?? object.name
  object.updatedAt = now
}

const itemsIn = (call: MediaCall, name: string): Fields[] => {
  const items = bodyOf(call)[name]
  return Array.isArray(items) ? items.filter(isFields) : []
}

function withContents(book: MediaBook, object: MediaObject): MediaObject[] {
  const inside = [...book.values()].filter(({ parentId }) => parentId === object.id)
  return [object, ...inside.flatMap((one) => withContents(book, one))]
}
