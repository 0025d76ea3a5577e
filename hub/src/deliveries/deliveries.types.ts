import type { EndpointOrder } from '../store/endpoints.store.ts'
import type { WebhookSigner } from './sign-webhook.ts'

/** An endpoint ready to be sent to; it holds secrets and never leaves this folder. */
export interface DeliveryTarget {
  id: string
  url: string
  /** The user's own, opened. */
  headers: Record<string, string>
  sign: WebhookSigner
  /** Deliveries a second; null: no limit. */
  rate: number | null
  concurrency: number
  orderBy: EndpointOrder
}
