/**
 * The Ed25519 key GHL signs webhooks with (`X-GHL-Signature`), SPKI in base64, as its webhook guide publishes it.
 * GHL announces a new key ahead of time: pass both to `createWebhookVerifier` while they overlap.
 */
export const publishedWebhookKey = 'MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg='
