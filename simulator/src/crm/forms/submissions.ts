import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import { parseInstant } from '../../social/read-request.ts'
import { changeContact } from '../contacts/contacts.ts'
import { presentContact } from '../contacts/present-contact.ts'
import type { CrmCall, FormOrSurvey, Submission } from '../crm.types.ts'
import { countOf, findContact } from '../read-call.ts'
import { dayMs } from '../../world/time.ts'

function list(call: CrmCall, all: FormOrSurvey[]) {
  const skip = countOf(call, 'skip', 0)
  // There are no folders here.
  const matching = call.request.query['type'] === 'folder' ? [] : all
  const page = matching.slice(skip, skip + countOf(call, 'limit', 10, 50))
  const locationId = call.contents.location.id
  return { page: page.map(({ id, name }) => ({ id, name, locationId })), total: matching.length }
}

export function listForms(call: CrmCall): OperationAnswer {
  const { page, total } = list(call, call.contents.forms)
  return { body: { forms: page, total } }
}

export function listSurveys(call: CrmCall): OperationAnswer {
  const { page, total } = list(call, call.contents.surveys)
  return { body: { surveys: page, total } }
}

/** A day of the query, from its first instant or to its last; the last month when it is left out. */
function readDay(call: CrmCall, name: 'startAt' | 'endAt'): number {
  const text = call.request.query[name]
  const day = text ? parseInstant(text) : undefined
  if (text && day === undefined) throw plainRefusal(422, [`${name} must be a valid date`])
  if (name === 'startAt') return day?.getTime() ?? -Infinity
  return day === undefined ? Infinity : day.getTime() + dayMs - 1
}

function presentSubmission(
  submission: Submission,
  idName: 'formId' | 'surveyId',
  names: Map<string, string>,
) {
  const { id, contactId, createdAt, formId, name, email, answers } = submission
  return {
    id,
    contactId,
    createdAt: createdAt.toISOString(),
    [idName]: formId,
    name,
    email,
    others: {
      ...answers,
      fieldsOriSequance: ['name', 'email', ...Object.keys(answers)],
      eventData: {
        type: 'page-visit',
        source: 'direct',
        domain: 'site.example',
        page: { url: 'https://site.example/contact', title: names.get(formId) ?? '' },
        timestamp: createdAt.getTime(),
        parentId: formId,
        parentName: names.get(formId) ?? '',
      },
    },
  }
}

/** Newest first, in numbered pages. */
function listSubmissions(
  call: CrmCall,
  idName: 'formId' | 'surveyId',
  { all, forms }: { all: Submission[]; forms: FormOrSurvey[] },
): OperationAnswer {
  const { query } = call.request
  const words = query['q']?.toLowerCase() ?? ''
  const from = readDay(call, 'startAt')
  const to = readDay(call, 'endAt')
  const matching = all
    .filter(
      ({ formId, contactId, name, email, createdAt }) =>
        (!query[idName] || formId === query[idName]) &&
        createdAt.getTime() >= from &&
        createdAt.getTime() <= to &&
        [contactId, name, email].some((text) => text.toLowerCase().includes(words)),
    )
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || a.id.localeCompare(b.id))
  const page = Math.max(countOf(call, 'page', 1), 1)
  const limit = Math.max(countOf(call, 'limit', 20, 100), 1)
  const names = new Map(forms.map(({ id, name }) => [id, name]))
  return {
    body: {
      submissions: matching
        .slice((page - 1) * limit, page * limit)
        .map((submission) => presentSubmission(submission, idName, names)),
      meta: {
        total: matching.length,
        currentPage: page,
        nextPage: page * limit < matching.length ? page + 1 : null,
        prevPage: page > 1 ? page - 1 : null,
      },
    },
  }
}

export const listFormSubmissions = (call: CrmCall): OperationAnswer =>
  listSubmissions(call, 'formId', { all: call.contents.formSubmissions, forms: call.contents.forms })

export const listSurveySubmissions = (call: CrmCall): OperationAnswer =>
  listSubmissions(call, 'surveyId', { all: call.contents.surveySubmissions, forms: call.contents.surveys })

/** Files for custom fields of a contact: each part is called `<custom field id>_<file id>`. */
export function uploadToContact(call: CrmCall): OperationAnswer {
  const { request, contents } = call
  const contact = findContact(call, request.query['contactId'] ?? '')
  const files = request.files ?? []
  if (files.length === 0) throw plainRefusal(400, 'No file was sent')
  const values = new Map<string, Record<string, unknown>>()
  for (const { field, filename, mimeType, bytes } of files) {
    const [id = '', fileId = 'file'] = field.split('_')
    if (!contents.customFields.some((known) => known.id === id))
      throw plainRefusal(400, `Custom field ${id} not found`)
    const url = `https://storage.example/contacts/${contact.id}/${fileId}/${encodeURIComponent(filename)}`
    const meta = { originalname: filename, mimetype: mimeType, size: bytes.length }
    values.set(id, { ...values.get(id), [fileId]: { url, meta } })
  }
  changeContact(call, contact, () => {
    const others = contact.customFields.filter(({ id }) => !values.has(id))
    contact.customFields = [...others, ...[...values].map(([id, value]) => ({ id, value }))]
  })
  return { body: { contact: presentContact(contact, request.generation) } }
}
