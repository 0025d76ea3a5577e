import type { DocumentChange } from '../generic/generic.types.ts'
import { fitSchema } from '../generic/fit-schema.ts'
import { webhookEvent } from './webhook-events.ts'
import type { Happening } from './webhooks.types.ts'

/** Collections of the documents that apps are told of, with the event for what was done. */
const eventsOfCollections: Record<string, Record<string, string>> = {
  invoice: {
    create: 'InvoiceCreate',
    update: 'InvoiceUpdate',
    delete: 'InvoiceDelete',
    send: 'InvoiceSent',
    void: 'InvoiceVoid',
    'record-payment': 'InvoicePaid',
    'late-fees-configuration': 'InvoiceUpdate',
  },
  'payment/order': { 'record-payment': 'OrderStatusUpdate' },
  product: { create: 'ProductCreate', update: 'ProductUpdate', delete: 'ProductDelete' },
  'product/{}/price': { create: 'PriceCreate', update: 'PriceUpdate', delete: 'PriceDelete' },
  association: { create: 'AssociationCreate', update: 'AssociationUpdate', delete: 'AssociationDelete' },
  'association/relation': { create: 'RelationCreate', delete: 'RelationDelete' },
  'knowledge-base': {
    create: 'KnowledgeBaseCreate',
    update: 'KnowledgeBaseUpdate',
    delete: 'KnowledgeBaseDelete',
  },
  'knowledge-base/faq': {
    create: 'KnowledgeBaseFaqChange',
    update: 'KnowledgeBaseFaqChange',
    delete: 'KnowledgeBaseFaqChange',
  },
}

const knowledgeActions: Record<string, string> = { create: 'created', update: 'updated', delete: 'deleted' }

/** The simulator adds no payments up: one is a part when it says that it is less than the whole. */
const isPart = (invoice: Record<string, unknown>): boolean =>
  typeof invoice['amount'] === 'number' && invoice['amount'] < totalOf(invoice)

/** What the lines of an invoice come to, which is not said when it is made. */
function totalOf({ items }: Record<string, unknown>): number {
  const lines = Array.isArray(items) ? (items as { amount?: unknown; qty?: unknown }[]) : []
  return lines.reduce((sum, { amount, qty }) => sum + Number(amount ?? 0) * Number(qty ?? 1), 0)
}

/** What deliveries call otherwise, or know beyond what was said. */
function translate({ collection, deed, known }: DocumentChange): Record<string, unknown> {
  if (collection.startsWith('knowledge-base'))
    return { ...known, action: knowledgeActions[deed], deleted: deed === 'delete' }
  if (collection === 'product/{}/price') return { ...known, product: known['productId'] }
  if (collection === 'invoice') return { ...known, invoiceItems: known['items'], total: totalOf(known) }
  return known
}

/** What a change of a document tells, in the published form: what was said of it, and nothing made up. */
export function describeDocumentChange(change: DocumentChange): Happening[] {
  const { deed, lastWord, collection, document, known, companyId, locationId } = change
  const what = deed === 'act' ? lastWord : deed
  const events = Object.hasOwn(eventsOfCollections, collection) ? eventsOfCollections[collection]! : {}
  if (!Object.hasOwn(events, what)) return []
  const event = what === 'record-payment' && isPart(known) ? 'InvoicePartiallyPaid' : events[what]!
  const { type: _type, ...properties } = webhookEvent(event).payload.properties ?? {}
  const fields = fitSchema({ type: 'object', properties: { ...properties } }, translate(change), {
    $defs: {},
    ambient: { ...(locationId !== undefined && { locationId }) },
    turn: document.turn,
    show: 'said',
  }) as Record<string, unknown>
  // Whoever sends adds its own.
  for (const name of ['appId', 'versionId', 'timestamp', 'webhookId']) delete fields[name]
  return [{ event, companyId, ...(locationId !== undefined && { locationId }), fields }]
}
