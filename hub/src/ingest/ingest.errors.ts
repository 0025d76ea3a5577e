import { defineErrors } from '../platform/errors.ts'

/** Everything that can go wrong with webhooks of the CRM. */
export const ingestErrors = defineErrors('ingest', {
  signature_missing: {
    status: 401,
    hint: 'Only the CRM delivers here, and it signs what it sends (X-GHL-Signature). A proxy in between must pass the header on.',
  },
  signature_malformed: { status: 401, hint: 'A proxy in between must pass X-GHL-Signature on as it is.' },
  signature_wrong: {
    status: 401,
    hint: 'A proxy in between must not change the body. If the CRM has a new key, add it under Inbox > Keys.',
  },
  scheme_retired: {
    status: 401,
    hint: 'The CRM stopped signing with X-WH-Signature on 2026-09-01. To accept it all the same, set CAUSEWAY_WEBHOOK_RSA=true and add its key under Inbox > Keys.',
  },
  too_large: { status: 413, hint: 'Deliveries have at most 1 MB.' },
  stale: {
    status: 400,
    hint: 'It is older than the CRM’s own retries explain. To accept older ones, raise CAUSEWAY_WEBHOOK_MAX_AGE_DAYS.',
  },
  future: {
    status: 400,
    hint: 'Check the clock of this machine: the delivery says it was made more than five minutes from now.',
  },
  incomplete: { status: 400, hint: 'The body ended early: deliver it again.' },
  overloaded: {
    status: 429,
    hint: 'Deliver it again after the time in Retry-After: it could not be stored now.',
  },

  key_known: {
    status: 409,
    hint: 'There is nothing to do, unless that key is retired: then it is added anew.',
  },
  delivery_unknown: {
    status: 404,
    hint: 'GET /v1/inbox lists the deliveries that are kept; old ones are deleted (CAUSEWAY_INBOX_DAYS).',
  },
  unreadable: {
    status: 409,
    hint: 'Its body is no JSON object the hub can read, so there is nothing to process.',
  },
  key_unknown: { status: 404, hint: 'GET /v1/webhook-keys lists the keys.' },
  key_unusable: {
    status: 400,
    hint: 'Paste the public key as the CRM publishes it: SPKI in base64, or PEM. Ed25519 keys sign what the CRM sends now.',
  },
  rsa_off: {
    status: 409,
    hint: 'Set CAUSEWAY_WEBHOOK_RSA=true and start the hub again, if deliveries signed the retired way are to be accepted.',
  },

  check_busy: { status: 409, hint: 'Read the completeness again in a moment.' },

  install_without_grant: {
    status: 409,
    hint: 'Install the app for the company or the location under Connections; then replay the delivery, if the location is not connected by then.',
  },
  unexpected: {
    status: 500,
    hint: 'The hub tries again by itself. If it keeps failing, the log tells more; then replay the delivery.',
  },
})
