import { findOperation, exampleOf, listOperations, type Operation } from '@causeway/spec'
import { describe, expect, it } from 'vitest'
import type { HubError } from '../platform/errors.ts'
import { type CallInput, checkRequest } from './check-request.ts'
import type { RequestIssue } from './coerce-value.ts'
import { compileChecks } from './compile-check.ts'

const checks = compileChecks((operationId, problem) => {
  throw new Error(`${operationId} cannot be compiled`, { cause: problem })
})
const operationOf = (id: string): Operation => {
  const operation = findOperation(id)
  if (operation === undefined) throw new Error(`no operation ${id}`)
  return operation
}
const check = (id: string, input: Partial<CallInput>) =>
  checkRequest(operationOf(id), { path: {}, query: {}, body: undefined, ...input }, undefined, checks)

function issuesOf(work: () => unknown): RequestIssue[] {
  try {
    work()
  } catch (problem) {
    return ((problem as HubError).details?.['issues'] ?? []) as RequestIssue[]
  }
  return []
}

const posts = 'v3.social-planner.get-posts'
const locationId = 'ABC'
const list = {
  skip: '0',
  limit: '10',
  fromDate: '2026-01-01T00:00:00Z',
  toDate: '2026-02-01T00:00:00Z',
  includeUsers: 'true',
}

describe('the check of a request', () => {
  it('takes the example of every operation as it is', { timeout: 600_000 }, () => {
    const refused = listOperations().flatMap((operation) => {
      const { path, query, body } = exampleOf(operation)
      const isUpload = operation.body?.contentTypes.includes('multipart/form-data') ?? false
      const input = { path, query, body: isUpload ? undefined : body }
      const issues = issuesOf(() =>
        checkRequest(operation, input, isUpload ? 'multipart/form-data; boundary=x' : undefined, checks),
      )
      return issues.map((issue) => ({ id: operation.id, ...issue }))
    })
    expect(refused).toEqual([])
  })

  it('gives values the types the CRM wants, and tells', () => {
    const body = { ...list, skip: 0, limit: 10, includeUsers: true }
    const { input, coerced } = check(posts, { path: { locationId }, body })
    expect(input.body).toEqual(list)
    expect(coerced).toEqual([
      'body.skip: 0 sent as "0"',
      'body.limit: 10 sent as "10"',
      'body.includeUsers: true sent as "true"',
    ])
    expect(body.skip).toBe(0)
  })

  it('names unknown fields with the nearest known one', () => {
    const issues = issuesOf(() => check(posts, { path: { locationId }, body: { ...list, tpye: 'all' } }))
    expect(issues).toEqual([{ field: 'body.tpye', rule: 'is not a field here; did you mean "type"?' }])
  })

  it('names unknown parameters, and takes lists written with brackets', () => {
    const tags = 'v3.social-planner.get-tags-location-id'
    const issues = issuesOf(() => check(tags, { path: { locationId }, query: { serchText: 'x' } }))
    expect(issues[0]).toMatchObject({
      field: 'query.serchText',
      rule: expect.stringContaining('searchText') as string,
    })
    expect(issuesOf(() => check(tags, { path: { locationId }, query: { 'limit[]': '1' } }))).toEqual([])
  })

  it('lets pass what an operation with an open body is sent', () => {
    const path = { contactId: 'a', campaignId: 'b' }
    const body = { locationId, anything: { goes: true } }
    expect(check('v3.contacts.add-contact-to-campaign', { path, body }).input.body).toEqual(body)
  })

  it('takes null where a field need not be there', () => {
    const body = { locationId, firstName: null }
    expect(issuesOf(() => check('v3.contacts.create-contact', { body }))).toEqual([])
  })

  it('says which path parameter is missing or was never filled in', () => {
    const id = 'v3.contacts.get-contact'
    expect(issuesOf(() => check(id, {}))[0]).toMatchObject({ field: 'path.contactId', rule: 'is missing' })
    for (const contactId of ['undefined', 'null', '{contactId}', ':contactId', '[object Object]'])
      expect(issuesOf(() => check(id, { path: { contactId } }))[0]?.field).toBe('path.contactId')
    const strange = issuesOf(() => check(id, { path: { contactId: 'abc', x: 'y' } }))
    expect(strange).toEqual([{ field: 'path.x', rule: 'is not in the path of this operation' }])
  })

  it('lists allowed values and shows one', () => {
    const issues = issuesOf(() => check(posts, { path: { locationId }, body: { ...list, type: 'planned' } }))
    expect(issues).toEqual([
      {
        field: 'body.type',
        rule: expect.stringContaining('scheduled') as string,
        example: expect.any(String) as string,
      },
    ])
  })

  it('takes files as forms and all else as JSON', () => {
    const path = { locationId }
    const upload = operationOf('v3.social-planner.upload-csv')
    const sent = (operation: Operation, body: unknown, type: string | undefined) =>
      issuesOf(() => checkRequest(operation, { path, query: {}, body }, type, checks)).map(({ rule }) => rule)
    expect(sent(upload, { file: 'x' }, undefined)).toContain('must be sent as multipart/form-data')
    expect(sent(operationOf(posts), undefined, 'text/plain')).toContain('must be sent as application/json')
    expect(sent(upload, undefined, 'multipart/form-data; boundary=x')).toEqual([])
  })

  it('says everything at once and never repeats a value that was sent', () => {
    const secret = 'pit-0123456789'
    const work = () => check(posts, { path: { locationId }, body: { type: secret, limit: {}, x: 1 } })
    expect(issuesOf(work).length).toBeGreaterThan(3)
    expect(work).toThrow(/and \d+ more/)
    expect(JSON.stringify(issuesOf(work))).not.toContain(secret)
  })
})
