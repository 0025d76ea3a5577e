import { findOperation } from '@causeway/spec'
import { expect, it } from 'vitest'
import type { HubError } from '../platform/errors.ts'
import { chooseOwner } from './choose-owner.ts'
import type { CallRequest, GatewayCaller } from './gateway.types.ts'

const aCaller = (locationIds: string[] | null): GatewayCaller => ({
  kind: 'key',
  id: 'key',
  name: 'test',
  permissions: ['read', 'write'],
  locationIds,
})
const everywhere = aCaller(null)
const atHome = aCaller(['home'])

const aRequest = (id: string, given: Partial<CallRequest> = {}): CallRequest => {
  const operation = findOperation(id)
  if (operation === undefined) throw new Error(`no operation ${id}`)
  return {
    operation,
    method: operation.method,
    path: operation.path,
    pathParameters: {},
    query: {},
    ...given,
  }
}
const choose = (request: CallRequest, caller: GatewayCaller) =>
  chooseOwner(request, caller, async (locationId) => (locationId === 'home' ? 'company' : undefined))
const chooseWithOne = (request: CallRequest, caller: GatewayCaller) =>
  chooseOwner(request, caller, async () => 'the only company')
const codeOf = (request: CallRequest, caller: GatewayCaller) =>
  choose(request, caller).then(
    (owner) => owner,
    (problem: unknown) => (problem as HubError).code,
  )

const contact = 'v3.contacts.get-contact'
const home = { locationId: 'home', companyId: null }

it('finds the location in path, query, body, header, or the key', async () => {
  const locations = 'v3.locations.get-location-tags'
  expect(await choose(aRequest(locations, { pathParameters: { locationId: 'home' } }), everywhere)).toEqual(
    home,
  )
  expect(await choose(aRequest('v3.forms.get-forms', { query: { locationId: 'home' } }), everywhere)).toEqual(
    home,
  )
  const body = { locationId: 'home' }
  expect(await choose(aRequest('v3.contacts.create-contact', { body }), everywhere)).toEqual(home)
  expect(await choose(aRequest(contact, { locationId: 'home' }), everywhere)).toEqual(home)
  expect(await choose(aRequest(contact), atHome)).toEqual(home)
  const invoice = { query: { altId: 'home', altType: 'location' } }
  expect(await choose(aRequest('v3.invoices.list-invoices', invoice), everywhere)).toEqual(home)
})

it('asks for the location where nothing tells it', async () => {
  expect(await codeOf(aRequest(contact), everywhere)).toBe('gateway.location_needed')
  expect(await codeOf(aRequest(contact), aCaller(['home', 'away']))).toBe('gateway.location_needed')
})

it('lets a key reach no other location, however deep it is named', async () => {
  const forbidden = 'gateway.location_forbidden'
  expect(await codeOf(aRequest(contact, { locationId: 'away' }), atHome)).toBe(forbidden)
  expect(await codeOf(aRequest(contact, { query: { locationId: 'away' } }), atHome)).toBe(forbidden)
  expect(await codeOf(aRequest(contact, { query: { locationId: ['home', 'away'] } }), atHome)).toBe(forbidden)
  const deep = { body: { locationId: 'home', a: [{ b: { locationIds: ['home', 'away'] } }] } }
  expect(await codeOf(aRequest('v3.contacts.create-contact', deep), atHome)).toBe(forbidden)
  const twoAlts = {
    query: { altId: 'home', altType: 'location' },
    body: { altId: 'away', altType: 'location' },
  }
  expect(await codeOf(aRequest('v3.invoices.list-invoices', twoAlts), atHome)).toBe(forbidden)
})

it('refuses two locations at once', async () => {
  const request = aRequest(contact, { locationId: 'home', query: { locationId: 'away' } })
  expect(await codeOf(request, everywhere)).toBe('gateway.location_mixed')
})

it('takes the company for what only companies may do', async () => {
  const installed = 'v2.oauth.get-installed-location'
  const company = { locationId: null, companyId: 'company' }
  expect(await codeOf(aRequest(installed, { query: { companyId: 'company' } }), everywhere)).toEqual(company)
  expect(await codeOf(aRequest(installed, { companyId: 'company' }), everywhere)).toEqual(company)
  expect(await codeOf(aRequest(installed, { locationId: 'home' }), everywhere)).toEqual(company)
  expect(await codeOf(aRequest(installed), everywhere)).toBe('gateway.company_needed')
  expect(await codeOf(aRequest(installed, { query: { companyId: 'company' } }), atHome)).toBe(
    'gateway.company_forbidden',
  )
})

it('takes the only company that is connected where none is named', async () => {
  const menus = aRequest('v3.custom-menus.get-custom-menus')
  expect(await chooseWithOne(menus, everywhere)).toEqual({ locationId: null, companyId: 'the only company' })
})

it('calls for the only location of a key, also when the body names a company', async () => {
  const user = aRequest('v3.users.create-user', { body: { companyId: 'company' } })
  expect(await choose(user, atHome)).toEqual(home)
  expect(await choose(user, everywhere)).toEqual({ locationId: null, companyId: 'company' })
})
