import { findOperation, generations } from '@causeway/spec'
import { type OperationHandler, plainRefusal, type SimulatedClock } from '../simulator.types.ts'
import type { CompanyHandler } from './company-call.ts'
import { contactHandlers } from './contacts/handlers.ts'
import { conversationHandlers } from './conversations/handlers.ts'
import type { Crm, CrmHandler } from './crm.types.ts'
import {
  listFormSubmissions,
  listForms,
  listSurveys,
  listSurveySubmissions,
  uploadToContact,
} from './forms/submissions.ts'
import { locationHandlers, placeHandlers } from './locations/handlers.ts'
import {
  createBusiness,
  deleteBusiness,
  getBusiness,
  listBusinesses,
  updateBusiness,
} from './people/businesses.ts'
import { getCompany } from './people/companies.ts'
import {
  createUser,
  deleteUser,
  filterUsersByEmail,
  getUser,
  listUsersOfLocation,
  searchUsers,
  updateUser,
} from './people/users.ts'

/** By module and short name, operations about one location. */
const crmHandlers: Record<string, Record<string, CrmHandler>> = {
  contacts: contactHandlers,
  conversations: conversationHandlers,
  locations: locationHandlers,
  businesses: {
    'get-businesses-by-location': listBusinesses,
    'get-business': getBusiness,
    'create-business': createBusiness,
    'update-business': updateBusiness,
    'delete-business': deleteBusiness,
  },
  workflows: {
    'get-workflow': ({ contents }) => ({
      body: {
        workflows: contents.workflows.map(({ createdAt, updatedAt, ...workflow }) => ({
          ...workflow,
          createdAt: createdAt.toISOString(),
          updatedAt: updatedAt.toISOString(),
          locationId: contents.location.id,
        })),
      },
    }),
  },
  campaigns: {
    'get-campaigns': ({ contents, request }) => ({
      body: {
        campaigns: contents.campaigns
          .filter(({ status }) => !request.query['status'] || request.query['status'] === status)
          .map((campaign) => ({ ...campaign, locationId: contents.location.id })),
      },
    }),
  },
  forms: {
    'get-forms': listForms,
    'get-forms-submissions': listFormSubmissions,
    'upload-to-custom-fields': uploadToContact,
  },
  surveys: { 'get-surveys': listSurveys, 'get-surveys-submissions': listSurveySubmissions },
}

/** By module and short name, operations about a company and its people. */
const companyHandlers: Record<string, Record<string, CompanyHandler>> = {
  locations: placeHandlers,
  companies: { 'get-company': getCompany },
  users: {
    'get-user': getUser,
    'get-user-by-location': listUsersOfLocation,
    'search-users': searchUsers,
    'filter-users-by-email': filterUsersByEmail,
    'create-user': createUser,
    'update-user': updateUser,
    'delete-user': deleteUser,
  },
}

/** Finds the location the call is about, and answers. */
const serve =
  (crm: Crm, clock: SimulatedClock, handler: CrmHandler): OperationHandler =>
  (request) => {
    const { locationId } = request
    if (locationId === undefined) throw plainRefusal(422, ['locationId should not be empty'])
    return handler({ request, crm, contents: crm.contentsOf(locationId), now: clock.now() })
  }

/** The ids of an operation in each generation that has it. */
const idsOf = (module: string, name: string): string[] =>
  generations
    .map((generation) => `${generation}.${module}.${name}`)
    .filter((id) => findOperation(id) !== undefined)

function byId<Handler>(
  modules: Record<string, Record<string, Handler>>,
  wrap: (handler: Handler) => OperationHandler,
): [string, OperationHandler][] {
  return Object.entries(modules).flatMap(([module, handlers]) =>
    Object.entries(handlers).flatMap(([name, handler]) =>
      idsOf(module, name).map((id): [string, OperationHandler] => [id, wrap(handler)]),
    ),
  )
}

/** A handler for every operation of contacts, conversations, locations, users and what belongs to them. */
export function createCrmHandlers(crm: Crm, clock: SimulatedClock): Record<string, OperationHandler> {
  return Object.fromEntries([
    ...byId(crmHandlers, (handler) => serve(crm, clock, handler)),
    ...byId(companyHandlers, (handler) => (request) => handler({ request, crm, now: clock.now() })),
  ])
}
