import type { Operation } from '../src/operation.types.ts'

/** POSTs that only read: they carry a question in their body. A caller may repeat them safely. */
export const readingPosts = new Set([
  '/ad-publishing/google/keyword-ideas',
  '/calendars/groups/validate-slug',
  '/contacts/search',
  '/locations/{locationId}/tasks/search',
  '/objects/{schemaKey}/records/search',
  '/opportunities/search',
  '/social-media-posting/category/queues/list',
  '/social-media-posting/category/queues/list/calendar',
  '/social-media-posting/category/queues/{queueId}/edit/calendar',
  '/social-media-posting/category/queues/{queueId}/items',
  '/social-media-posting/category/queues/{queueId}/slots',
  '/social-media-posting/comments/{platform}/list',
  '/social-media-posting/statistics',
  '/social-media-posting/{locationId}/posts/list',
  '/social-media-posting/{locationId}/tags/details',
  '/store/shipping-zone/shipping-rates',
  '/users/search/filter-by-email',
])

/** Writes that destroy although they are no DELETE, because they delete many, cancel, or replace a whole record. */
export const destructiveWrites = new Set([
  'POST /contacts/bulk/tags/update/{type}',
  'POST /contacts/upsert',
  'PUT /contacts/{contactId}',
  'POST /invoices/schedule/{scheduleId}/cancel',
  'POST /invoices/{invoiceId}/void',
  'PUT /medias/delete-files',
  'POST /payments/custom-provider/disconnect',
  'POST /products/bulk-update',
  'POST /products/bulk-update/edit',
  'POST /saas/bulk-disable-saas/{companyId}',
  'POST /saas-api/public-api/bulk-disable-saas/{companyId}',
  'PUT /social-media-posting/category/queues/{queueId}/items/{itemId}/reset',
  'POST /social-media-posting/category/queues/{queueId}/edit/discard',
  'POST /social-media-posting/{locationId}/posts/bulk-delete',
  'PUT /social-media-posting/{locationId}/posts/{id}',
])

/** DELETEs that one more call undoes completely. */
export const harmlessDeletes = new Set([
  '/calendars/schedules/{id}/associations/{calendarId}',
  '/contacts/{contactId}/followers',
  '/contacts/{contactId}/tags',
  '/opportunities/{id}/followers',
  '/social-media-posting/comments/{platform}/{id}/like',
])

/** Says whether a call changes something in GHL, and whether what it removes is gone for good. */
export function classifyOperation(
  method: Operation['method'],
  path: string,
): Pick<Operation, 'access' | 'isDestructive'> {
  const isRead = method === 'GET' || (method === 'POST' && readingPosts.has(path))
  const isDestructive =
    method === 'DELETE' ? !harmlessDeletes.has(path) : destructiveWrites.has(`${method} ${path}`)
  return { access: isRead ? 'read' : 'write', isDestructive }
}
