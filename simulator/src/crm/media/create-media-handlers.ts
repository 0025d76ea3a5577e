import type { OperationHandler, SimulatedClock } from '../../simulator.types.ts'
import type { World } from '../../world/index.ts'
import { objectIdOf } from '../../world/make-ids.ts'
import type { Crm, LocationCrm } from '../crm.types.ts'
import { createBooks, serveBooks } from '../location-books.ts'
import {
  createFolder,
  deleteFile,
  deleteFiles,
  listFiles,
  updateFile,
  updateFiles,
  uploadFile,
} from './media.ts'
import type { MediaBook, MediaHandler, MediaObject } from './media.types.ts'

const handlers: Record<string, MediaHandler> = {
  'fetch-media-content': listFiles,
  'create-media-folder': createFolder,
  'upload-media-content': uploadFile,
  'update-media-object': updateFile,
  'bulk-update-media-objects': updateFiles,
  'delete-media-content': deleteFile,
  'bulk-delete-media-objects': deleteFiles,
}

const seededFiles = ['shop-front.jpg', 'team.jpg', 'price-list.pdf']

/** A folder with a few files, where there are customers to show them to. */
function makeMediaBook({ seed, startedAt }: World, { location, contacts }: LocationCrm): MediaBook {
  if (contacts.size === 0) return new Map()
  const idOf = (name: string) => objectIdOf(seed, 'media', location.id, name)
  const shared = { isTrashed: false, createdAt: startedAt, updatedAt: startedAt }
  const folder: MediaObject = { id: idOf('folder'), name: 'Shared', kind: 'folder', ...shared }
  const files = seededFiles.map((name, index): MediaObject => ({
    id: idOf(name),
    name,
    kind: 'file',
    ...(index === 0 && { parentId: folder.id }),
    url: `https://media.example.com/${location.id}/${idOf(name)}/${name}`,
    mimeType: name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg',
    sizeBytes: 120_000 + index * 31_000,
    ...shared,
  }))
  return new Map([folder, ...files].map((one) => [one.id, one]))
}

/** The media library of both generations. */
export function createMediaHandlers(crm: Crm, clock: SimulatedClock): Record<string, OperationHandler> {
  const books = createBooks(crm, (contents) => makeMediaBook(crm.world, contents))
  return serveBooks('medias', handlers, { crm, clock, books })
}
