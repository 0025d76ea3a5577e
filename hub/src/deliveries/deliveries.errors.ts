import { defineErrors } from '../platform/errors.ts'

export const deliveryErrors = defineErrors('deliveries', {
  endpoint_unknown: { status: 404, hint: 'GET /v1/endpoints lists the endpoints you may see.' },
  delivery_unknown: {
    status: 404,
    hint: 'Look it up in the endpoint’s deliveries; old ones are deleted (CAUSEWAY_DELIVERY_DAYS).',
  },
  event_type_unknown: {
    status: 400,
    hint: 'Give types of the catalog (GET /v1/catalog/triggers), or a prefix such as post.*; leave them out for every type.',
  },
  endpoint_disabled: { status: 409, hint: 'Enable the endpoint first.' },
  locations_needed: {
    status: 403,
    hint: 'Name the locations of the endpoint: this API key covers only some, and an endpoint may not see more.',
  },
  overlap_too_long: { status: 400, hint: 'Let the old secret sign for 30 days at most.' },
  header_taken: { status: 400, hint: 'Leave out content-type and the headers that begin with webhook-.' },
  mapping_unfit: {
    status: 409,
    hint: 'Choose a published mapping of events, or of the records that events are about; write statistics to a destination instead.',
  },
  mapping_failed: {
    status: 502,
    hint: 'Mend the mapping, or the record it is made of; the delivery is tried again by itself, or at once when you send it again.',
  },
  span_invalid: { status: 400, hint: 'Give a span that ends after it begins.' },
  link_unknown: {
    status: 404,
    hint: 'Ask whoever sent the link for a new one: links end and can be revoked.',
  },
  ledger_unreadable: {
    status: 400,
    hint: 'Give a file that was written by "causeway ledger export" or GET /v1/endpoints/{id}/ledger.',
  },
  ledger_broken: {
    status: 409,
    hint: 'The file does not say what was recorded. Export again, and compare with an older copy.',
  },
})
