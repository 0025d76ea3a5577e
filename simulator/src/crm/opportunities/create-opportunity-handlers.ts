import type { OperationHandler, SimulatedClock } from '../../simulator.types.ts'
import type { Crm } from '../crm.types.ts'
import { createBooks, serveBooks } from '../location-books.ts'
import { countOf } from '../read-call.ts'
import { makeSalesBook } from './make-sales-book.ts'
import type { SalesHandler } from './opportunities.types.ts'
import { presentPipeline } from './present-opportunity.ts'
import { searchByBody, searchByQuery } from './search-opportunities.ts'
import {
  addFollowers,
  createOpportunity,
  deleteOpportunity,
  getOpportunity,
  removeFollowers,
  updateOpportunity,
  updateStatus,
  upsertOpportunity,
} from './write-opportunities.ts'

const listPipelines: SalesHandler = ({ book, contents }) => ({
  body: { pipelines: book.pipelines.map((one) => presentPipeline(one, contents.location.id)) },
})

const listLostReasons: SalesHandler = (call) => {
  const { query } = call.request
  const text = (query['query'] ?? query['name'] ?? '').toLowerCase()
  const found = call.book.lostReasons.filter(({ name }) => name.toLowerCase().includes(text))
  const skip = countOf(call, 'skip', 0)
  const lostReasons = found.slice(skip, skip + countOf(call, 'limit', 20)).map(({ id, name, createdAt }) => ({
    id,
    name,
    locationId: call.contents.location.id,
    createdAt: createdAt.toISOString(),
    updatedAt: createdAt.toISOString(),
  }))
  return { body: { lostReasons, total: found.length } }
}

/** Pipelines, lost reasons and opportunities of both generations. */
export function createOpportunityHandlers(crm: Crm, clock: SimulatedClock): Record<string, OperationHandler> {
  const books = createBooks(crm, (contents) => makeSalesBook(crm.world, contents))
  const handlers: Record<string, SalesHandler> = {
    'get-pipelines': listPipelines,
    'get-lost-reason': listLostReasons,
    'search-opportunity': searchByQuery,
    'search-opportunities-advanced': searchByBody,
    'get-opportunity': getOpportunity,
    'create-opportunity': createOpportunity,
    'update-opportunity': updateOpportunity,
    'update-opportunity-status': updateStatus,
    'upsert-opportunity': upsertOpportunity,
    'delete-opportunity': deleteOpportunity,
    'add-followers-opportunity': addFollowers,
    'remove-followers-opportunity': removeFollowers,
  }
  return serveBooks('opportunities', handlers, { crm, clock, books })
}
