import { newId } from '../platform/ids.ts'
import type { CallEntry } from './call-journal.ts'

/** A call as it went, for tests. */
export const anEntry = (changes: Partial<CallEntry> = {}): CallEntry => ({
  id: newId(),
  at: new Date('2026-03-01T10:00:10Z'),
  entryId: 'contacts.get-contact',
  operationId: 'v3.contacts.get-contact',
  title: 'Get a contact',
  method: 'GET',
  path: '/contacts/1',
  access: 'read',
  locationId: 'loc1',
  companyId: null,
  caller: { kind: 'key', id: 'key-1', name: 'Bookkeeping' },
  surface: 'v1',
  lane: 'interactive',
  outcome: 'ok',
  status: 200,
  code: null,
  source: 'crm',
  durationMs: 10,
  attempts: 1,
  idempotencyKey: null,
  traceId: null,
  query: {},
  body: undefined,
  message: null,
  hint: null,
  answerBytes: 10,
  ...changes,
})
