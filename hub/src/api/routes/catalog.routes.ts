import {
  catalogModules,
  type CatalogEntry as Entry,
  findEntry,
  listCatalogModules,
  listEntries,
  listTriggers,
  searchCatalog,
} from '@causeway/spec'
import { z } from 'zod'
import { nearest } from '../../gateway/nearest.ts'
import { fromCursor, toCursor } from '../../store/page-cursor.ts'
import { callerOf, checkLocation } from '../access/check-access.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { catalogErrors } from '../catalog/catalog.errors.ts'
import { missingScopesOf, readGrantedScopes, takesLocation } from '../catalog/read-granted-scopes.ts'
import { viewEntry, viewItem } from '../catalog/view-entry.ts'
import { CatalogEntry, CatalogItem, CatalogModule, CatalogQuery, pageOf } from '../contract/index.ts'
import { listOf } from './route-shapes.ts'

const mostSuggestions = 5

/** Everything the CRM can do and tell: operations and triggers. */
export function addCatalogRoutes(server: ApiServer, { connections }: ApiParts): void {
  const tags = ['Catalog']

  server.get(
    '/v1/catalog',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Search operations and triggers',
        querystring: CatalogQuery,
        response: { 200: pageOf(CatalogItem) },
      },
    },
    async (request) => {
      const { q = '', kind, module, access, source, locationId, allowed, limit, cursor } = request.query
      if (locationId !== undefined) checkLocation(callerOf(request), locationId)
      const granted = locationId === undefined ? null : await readGrantedScopes(connections, locationId)
      const found = searchCatalog(q, { kind, module, access, source }).map(({ entry }) => entry)
      const sorted = q.trim() === '' ? found.toSorted(byModuleAndTitle) : found
      const entries =
        locationId === undefined || allowed === undefined
          ? sorted
          : sorted.filter((entry) => isAllowed(entry, granted) === (allowed === 'true'))
      const start = cursor === undefined ? 0 : Number(fromCursor(cursor, 'catalog').value)
      const end = start + limit
      return {
        items: entries.slice(start, end).map((entry) => viewItem(entry, missingScopesOf(entry, granted))),
        nextCursor: end < entries.length ? toCursor({ sort: 'catalog', value: end, id: '' }) : null,
        total: entries.length,
      }
    },
  )

  server.get(
    '/v1/catalog/modules',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'List the parts of the catalog', response: { 200: listOf(CatalogModule) } },
    },
    async () => ({ items: listCatalogModules() }),
  )

  server.get(
    '/v1/catalog/:id',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Read an operation or trigger',
        params: z.object({ id: z.string().min(1).max(200) }),
        querystring: CatalogQuery.pick({ locationId: true }),
        response: { 200: CatalogEntry },
      },
    },
    async (request) => {
      const { locationId } = request.query
      if (locationId !== undefined) checkLocation(callerOf(request), locationId)
      const entry = findEntry(request.params.id) ?? refuseUnknown(request.params.id)
      const granted = locationId === undefined ? null : await readGrantedScopes(connections, locationId)
      return viewEntry(entry, missingScopesOf(entry, granted))
    },
  )
}

/** Whether a location's connection may use an entry, as far as anybody knows. */
function isAllowed(entry: Entry, granted: readonly string[] | null): boolean {
  if (!takesLocation(entry) || (entry.kind === 'operation' && entry.isWithheld)) return false
  return (missingScopesOf(entry, granted) ?? []).length === 0
}

const moduleOrder = new Map(catalogModules.map(({ module }, position) => [module, position]))

/** What the CRM can do before what it tells: people come for that more often. */
function byModuleAndTitle(one: Entry, other: Entry): number {
  const order = (moduleOrder.get(one.module) ?? 0) - (moduleOrder.get(other.module) ?? 0)
  const kinds = one.kind.localeCompare(other.kind)
  return order || kinds || one.title.localeCompare(other.title, 'en')
}

function refuseUnknown(id: string): never {
  const ids = [...listEntries(), ...listTriggers()].map((entry) => entry.id)
  const meant = searchCatalog(id).map(({ entry }) => entry.id)
  const suggestions = [...new Set([...nearest(id, ids), ...meant])].slice(0, mostSuggestions)
  throw catalogErrors.entry_unknown(
    `The catalog has no "${id}"`,
    suggestions.length > 0 ? { details: { suggestions } } : {},
  )
}
