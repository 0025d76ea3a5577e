import { plainRefusal } from '../../simulator.types.ts'
import { bodyOf, countOf, fieldsOf, flagOf, numberOf, textOf, textsOf } from '../read-call.ts'
import type { Opportunity, SalesCall, SalesHandler } from './opportunities.types.ts'
import { presentOpportunity } from './present-opportunity.ts'

const highestLimit = 100

/** Newest first, as both searches answer; ids decide between equals, so that pages never overlap. */
const byNewest = (a: Opportunity, b: Opportunity) =>
  b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? -1 : 1)

/** The older search: everything in the query, in snake case in v2 and camel case in v3. */
export const searchByQuery: SalesHandler = (call) => {
  const { query } = call.request
  const asked = (...names: string[]) =>
    names.map((name) => query[name]).find((value) => value !== undefined && value !== '')
  const limit = Math.max(1, countOf(call, 'limit', 20, highestLimit))
  const found = [...call.book.opportunities.values()]
    .filter((one) => isWanted(one.id, asked('id')))
    .filter((one) => isWanted(one.pipelineId, asked('pipeline_id', 'pipelineId')))
    .filter((one) => isWanted(one.stageId, asked('pipeline_stage_id', 'pipelineStageId')))
    .filter((one) => isWanted(one.contactId, asked('contact_id', 'contactId')))
    .filter((one) => isWanted(one.assignedTo, asked('assigned_to', 'assignedTo')))
    .filter((one) => isWanted(one.status, asked('status') === 'all' ? undefined : asked('status')))
    .filter((one) => isCreatedWithin(one, asked('date'), asked('endDate')))
    .filter((one) => mentions(call, one, asked('q')))
    .toSorted(byNewest)
  const page = Math.max(1, countOf(call, 'page', 1))
  const after = found.findIndex(({ id }) => id === query['startAfterId'])
  const start = after >= 0 ? after + 1 : (page - 1) * limit
  const items = found.slice(start, start + limit)
  const last = items.at(-1)
  const hasMore = start + items.length < found.length
  return {
    body: {
      opportunities: items.map((one) => ({
        ...presentOpportunity(one, call.contents),
        ...extrasOf(call, one, query),
      })),
      meta: {
        total: found.length,
        currentPage: page,
        ...(hasMore &&
          last && { startAfterId: last.id, startAfter: last.createdAt.getTime(), nextPage: page + 1 }),
        ...(hasMore && last && { nextPageUrl: nextPageUrl(call, last, limit) }),
        ...(page > 1 && { prevPage: page - 1 }),
      },
      aggregations: {},
    },
  }
}

/** The newer search: a body, with pages or with `searchAfter` copied from the last item. */
export const searchByBody: SalesHandler = (call) => {
  const body = bodyOf(call)
  const limit = numberOf(body, 'limit') ?? 20
  if (limit < 1 || limit > highestLimit)
    throw plainRefusal(422, [`limit must not be greater than ${highestLimit}`])
  const found = [...call.book.opportunities.values()]
    .filter((one) => mentions(call, one, textOf(body, 'query')))
    .toSorted(byNewest)
  const [, afterId] = textsOf(body, 'searchAfter')
  const after = found.findIndex(({ id }) => id === afterId)
  const page = Math.max(1, numberOf(body, 'page') ?? 1)
  const start = after >= 0 ? after + 1 : (page - 1) * limit
  const wanted = fieldsOf(body, 'additionalDetails') ?? {}
  const query = Object.fromEntries(
    [
      ['getNotes', 'notes'],
      ['getTasks', 'tasks'],
      ['getCalendarEvents', 'calendarEvents'],
    ].map(([name = '', field = '']) => [name, String(flagOf(wanted, field) ?? false)]),
  )
  return {
    body: {
      opportunities: found.slice(start, start + limit).map((one) => ({
        ...presentOpportunity(one, call.contents),
        ...extrasOf(call, one, query),
        searchAfter: [String(one.createdAt.getTime()), one.id],
      })),
      total: found.length,
      aggregations: {},
    },
  }
}

const isWanted = (value: string | undefined, wanted: string | undefined): boolean =>
  wanted === undefined || value === wanted

/** Dates are days as Americans write them: `mm-dd-yyyy`. */
function isCreatedWithin(
  { createdAt }: Opportunity,
  from: string | undefined,
  until: string | undefined,
): boolean {
  const start = from === undefined ? undefined : dayOf(from)
  const end = until === undefined ? undefined : dayOf(until)
  const at = createdAt.getTime()
  return (start === undefined || at >= start) && (end === undefined || at < end + 86_400_000)
}

function dayOf(text: string): number {
  const [, month, day, year] = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(text) ?? []
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day))
  if (Number.isNaN(at)) throw plainRefusal(422, ['date must be in the format mm-dd-yyyy'])
  return at
}

function mentions(
  { contents }: SalesCall,
  { name, contactId }: Opportunity,
  text: string | undefined,
): boolean {
  if (text === undefined || text === '') return true
  const contact = contents.contacts.get(contactId)
  const texts = [
    name,
    contact?.firstName,
    contact?.lastName,
    contact?.email,
    contact?.phone,
    contact?.companyName,
  ]
  return texts.some((one) => one?.toLowerCase().includes(text.toLowerCase()) ?? false)
}

/** What the searches add when asked: the contact's notes, tasks and appointments. */
function extrasOf(
  { contents, crm }: SalesCall,
  { contactId, locationId }: Opportunity,
  query: Record<string, string | undefined>,
) {
  return {
    ...(query['getNotes'] === 'true' && {
      notes: (contents.notes.get(contactId) ?? []).map(({ id, body }) => ({ id, body })),
    }),
    ...(query['getTasks'] === 'true' && {
      tasks: (contents.tasks.get(contactId) ?? []).map(({ id, title, dueDate, isCompleted }) => ({
        id,
        title,
        dueDate,
        completed: isCompleted,
      })),
    }),
    ...(query['getCalendarEvents'] === 'true' && {
      calendarEvents: crm.appointmentsOf(locationId, contactId),
    }),
  }
}

function nextPageUrl({ request }: SalesCall, last: Opportunity, limit: number): string {
  const query = new URLSearchParams(
    Object.entries(request.query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  query.set('limit', String(limit))
  query.set('startAfter', String(last.createdAt.getTime()))
  query.set('startAfterId', last.id)
  return `https://services.leadconnectorhq.com/opportunities/search?${query.toString()}`
}
