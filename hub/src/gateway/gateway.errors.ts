import { defineErrors } from '../platform/errors.ts'

const nameLocation =
  'Name the location: as "locationId" where the operation has such a field, with the header Causeway-Location, or use an API key for one location.'

/** Everything that can stop a call before the CRM is asked, or its answer afterwards. */
export const gatewayErrors = defineErrors('gateway', {
  operation_unknown: { status: 404, hint: 'GET /v1/catalog?q=… finds operations by words.' },
  path_unknown: {
    status: 404,
    hint: 'GET /v1/catalog?q=… finds operations. Paths the catalog lacks need an API key with the permission "passthrough".',
  },
  method_unknown: { status: 405, hint: 'Use one of the methods of the Allow header.' },
  version_wrong: { status: 404, hint: 'Send the Version header that the message names.' },
  version_needed: {
    status: 400,
    hint: 'Send the Version header that the CRM documents for this path, such as "Version: v3".',
  },
  version_invalid: { status: 400, hint: 'Send "Version: v3", or the date of an older version.' },
  operation_withheld: {
    status: 403,
    hint: 'The hub gets, keeps and refreshes the CRM’s tokens itself: call operations with an API key of the hub instead.',
  },
  permission_missing: {
    status: 403,
    hint: 'Use an API key with this permission; people make keys in the console.',
  },
  location_needed: { status: 400, hint: nameLocation },
  location_mixed: { status: 400, hint: 'Make one call for each location.' },
  location_forbidden: { status: 403, hint: 'Use an API key that covers this location.' },
  company_needed: {
    status: 400,
    hint: 'Name the company: as "companyId" where the operation has such a field, or with the header Causeway-Company.',
  },
  company_forbidden: {
    status: 403,
    hint: 'Use an API key for every location: calls about a company reach all of its locations.',
  },
  scope_missing: {
    status: 403,
    hint: 'Add the scope to the app in the CRM’s developer portal, then let an administrator install it again.',
  },
  token_class_wrong: {
    status: 403,
    hint: 'Connect by an app instead of a private integration token: the CRM answers this only to apps.',
  },
  invalid_request: {
    status: 422,
    hint: 'Correct what details.issues lists. With the header "Causeway-Validation: off" the CRM judges instead.',
  },
  confirm_required: {
    status: 428,
    hint: 'Send the header "Causeway-Confirm: true" (or "confirm": true in /v1/calls), or use an API key with the permission "destroy".',
  },
  idempotency_mismatch: {
    status: 422,
    hint: 'Use a new Idempotency-Key for another request; repeat the first request to get its answer.',
  },
  idempotency_under_way: {
    status: 409,
    hint: 'Wait a moment and send the same request again for its answer.',
  },
  idempotency_key_invalid: { status: 400, hint: 'Use 1 to 200 visible ASCII characters.' },
  outcome_unknown: {
    status: 409,
    hint: 'Look in the CRM whether it was done. If it was not, send it again with a new Idempotency-Key.',
  },
  upload_too_large: { status: 413, hint: 'Send less, or raise CAUSEWAY_MAX_UPLOAD_MB.' },
  body_too_large: { status: 413, hint: 'Send at most 5 MB of JSON.' },
})
