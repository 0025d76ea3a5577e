import type { Crm } from '../crm/index.ts'
import type { SimulatedClock } from '../simulator.types.ts'
import type { WebhookSender } from './create-webhooks.ts'
import { describeCrmChange } from './describe-crm-change.ts'

/** Tells apps of every change of the customers' side. A new location that an agency's app reaches installs it. */
export function announceCrmChanges(crm: Crm, clock: SimulatedClock, webhooks: WebhookSender): void {
  crm.onChange((change) => {
    webhooks.tell(() => describeCrmChange(crm, change, clock.now()))
    if (change.kind === 'location.created') webhooks.tellOfFutureInstall(change.locationId)
  })
}
