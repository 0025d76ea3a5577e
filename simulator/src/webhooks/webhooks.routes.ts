import type { AdminRoute } from '../admin/admin-route.types.ts'
import { invalidField } from '../admin/admin.errors.ts'
import type { AdminApi } from '../admin/admin.types.ts'
import { compact, readFields, type FieldReader } from '../admin/read-fields.ts'
import type { DeliveryFilter, DeliveryState, Webhooks, WebhookSubscription } from './webhooks.types.ts'

const states = [
  'waiting',
  'sending',
  'retrying',
  'delivered',
  'failed',
  'lost',
  'paused',
] as const satisfies DeliveryState[]

/** The webhook side of the admin API. */
export const webhookRoutes = (webhooks: Webhooks, admin: AdminApi): AdminRoute[] => [
  ['GET', '/webhooks', () => webhooks.state()],
  // Whoever is called checks names and values: whoever calls from TypeScript is checked too.
  ['PATCH', '/webhooks/settings', ({ body }) => webhooks.changeSettings(readFields(body).all())],
  ['PATCH', '/webhooks/faults', ({ body }) => webhooks.setFaults(readFields(body).all())],
  ['DELETE', '/webhooks/faults', () => webhooks.clearFaults()],
  ['GET', '/webhooks/deliveries', ({ query }) => ({ deliveries: webhooks.deliveries(readFilter(query)) })],
  ['DELETE', '/webhooks/deliveries', () => webhooks.forgetDeliveries()],
  ['GET', '/webhooks/deliveries/:id', ({ params }) => webhooks.delivery(params['id']!)],
  ['POST', '/webhooks/deliveries/:id/resend', ({ params }) => webhooks.resend(params['id']!)],
  ['POST', '/webhooks/resume', ({ body }) => webhooks.resume(readFields(body).text('url'))],
  ['POST', '/webhooks/rotate-key', () => ({ keys: webhooks.rotateKey() })],
  [
    'POST',
    '/webhooks/burst',
    ({ body }) => {
      const fields = readFields(body)
      const perSecond = readNumber(fields, 'perSecond', 10_000)
      const seconds = readNumber(fields, 'seconds', 3_600)
      // It goes on after the answer.
      void admin.burstOfChanges({ locationId: fields.text('locationId'), perSecond, seconds })
      return { changes: Math.round(perSecond * seconds) }
    },
  ],
  ['DELETE', '/webhooks/burst', () => admin.stopBursts()],
  [
    'POST',
    '/webhooks/install-storm',
    ({ body }) => {
      const fields = readFields(body)
      return admin.installOnNewLocations({
        companyId: fields.text('companyId'),
        count: readNumber(fields, 'count', 5_000),
        ...compact({ appId: fields.optionalText('appId') }),
      })
    },
  ],
  [
    'PATCH',
    '/apps/:id/webhooks',
    ({ params, body }) => webhooks.subscribe(params['id']!, readSubscription(readFields(body))),
  ],
  [
    'POST',
    '/apps/:id/update',
    ({ params, body }) => ({
      versionId: webhooks.updateApp(params['id']!, readFields(body ?? {}).optionalText('versionId')),
    }),
  ],
  [
    'POST',
    '/apps/:id/plan',
    ({ params, body }) => {
      const fields = readFields(body)
      const locationId = fields.optionalText('locationId')
      const target = locationId === undefined ? { companyId: fields.text('companyId') } : { locationId }
      webhooks.changePlan(params['id']!, target, fields.text('planId'))
    },
  ],
]

function readFilter(query: Record<string, string | undefined>): DeliveryFilter {
  const { state: named, event, locationId, limit = '100' } = query
  const count = Number(limit)
  if (!Number.isInteger(count) || count < 1) throw invalidField('limit must be a whole number of 1 or more')
  const state = states.find((one) => one === named)
  if (named !== undefined && state === undefined)
    throw invalidField(`state must be one of ${states.join(', ')}`)
  return { limit: count, ...compact({ state, event, locationId }) }
}

function readNumber(fields: FieldReader, name: string, maximum: number): number {
  const value = fields.optionalNumber(name)
  if (value === undefined || !(value > 0 && value <= maximum))
    throw invalidField(`${name} must be a number above 0, and ${maximum} at most`)
  return value
}

function readSubscription(fields: FieldReader): Partial<WebhookSubscription> {
  const { eventUrls, events } = fields.all()
  const isTexts = (value: unknown): value is Record<string, string> =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one === 'string')
  if (eventUrls !== undefined && !isTexts(eventUrls))
    throw invalidField('eventUrls must be an object of URLs by the name of the event')
  return compact({
    defaultUrl: fields.optionalText('defaultUrl'),
    eventUrls,
    events: events === 'all' ? ('all' as const) : fields.optionalTexts('events'),
  })
}
