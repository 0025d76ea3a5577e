import type { OperationAnswer } from '../../simulator.types.ts'
import { changeContact } from '../contacts/contacts.ts'
import type { Business, CrmCall } from '../crm.types.ts'
import { bodyOf, countOf, type Fields, findOwn, notFound, paramOf, textOf } from '../read-call.ts'

const presentBusiness = ({ contents }: CrmCall, { createdAt, updatedAt, ...business }: Business) => ({
  ...business,
  locationId: contents.location.id,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

function businessInPath(call: CrmCall): Business {
  const businessId = paramOf(call, 'businessId')
  return findOwn(
    call,
    ({ businesses }) => businesses.find(({ id }) => id === businessId),
    () => notFound('Business', businessId),
  )
}

const texts = [
  'name',
  'phone',
  'email',
  'website',
  'address',
  'city',
  'state',
  'postalCode',
  'country',
  'description',
] as const

function applyBusiness(business: Business, fields: Fields, now: Date): void {
  for (const name of texts) {
    const value = textOf(fields, name)
    if (value !== undefined) business[name] = value
  }
  business.updatedAt = now
}

export function listBusinesses(call: CrmCall): OperationAnswer {
  const skip = countOf(call, 'skip', 0)
  const businesses = call.contents.businesses.slice(skip, skip + countOf(call, 'limit', 100, 100))
  return { body: { businesses: businesses.map((business) => presentBusiness(call, business)) } }
}

export const getBusiness = (call: CrmCall): OperationAnswer => ({
  body: { business: presentBusiness(call, businessInPath(call)) },
})

/** The answer's name for it is misspelt as GHL does. */
export function createBusiness(call: CrmCall): OperationAnswer {
  const { crm, contents, now } = call
  const business: Business = { id: crm.nextId('business'), name: '', createdAt: now, updatedAt: now }
  applyBusiness(business, bodyOf(call), now)
  contents.businesses.push(business)
  return { body: { success: true, buiseness: presentBusiness(call, business) } }
}

export function updateBusiness(call: CrmCall): OperationAnswer {
  const business = businessInPath(call)
  applyBusiness(business, bodyOf(call), call.now)
  return { body: { success: true, buiseness: presentBusiness(call, business) } }
}

/** Its contacts stay, without a business. */
export function deleteBusiness(call: CrmCall): OperationAnswer {
  const { contents } = call
  const business = businessInPath(call)
  contents.businesses = contents.businesses.filter((one) => one !== business)
  for (const contact of contents.contacts.values())
    if (contact.businessId === business.id)
      changeContact(call, contact, () => {
        delete contact.businessId
      })
  return { body: { success: true } }
}
