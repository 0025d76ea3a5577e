import { defineErrors } from '../platform/errors.ts'

export const apiErrors = defineErrors('api', {
  invalid_input: { status: 400, hint: 'Correct what details.issues lists, and send the request again.' },
  invalid_json: { status: 400, hint: 'Send a body of valid JSON.' },
  text_unusable: {
    status: 400,
    hint: 'Send UTF-8 without NUL characters and unpaired surrogates: a database cannot hold anything else.',
  },
  number_unusable: {
    status: 400,
    hint: 'Send numbers beyond ±9007199254740991 as text, or they would be changed.',
  },
  too_deep: { status: 400, hint: 'Nest objects and lists less deeply.' },
  details_too_large: { status: 413, hint: 'Keep the details of one tag below 64 KB of JSON.' },
  bad_request: { status: 400, hint: 'Send well-formed HTTP/1.1.' },
  headers_too_large: { status: 431, hint: 'Send less than 16 KB of headers.' },
  request_too_slow: { status: 408, hint: 'Send the whole request within a minute.' },
  bad_url: {
    status: 400,
    hint: 'Percent-encode ids and query values as UTF-8, and keep ids below 500 characters.',
  },
  version_invalid: {
    status: 400,
    hint: 'Send "Version: v3", or the date of an older version such as 2021-07-28.',
  },
  unauthenticated: {
    status: 401,
    hint: 'Sign in, or send an API key of this hub as "Authorization: Bearer cw_…". CRM tokens are not accepted here.',
  },
  credentials_refused: { status: 401, hint: 'Check e-mail address and password.' },
  permission_missing: {
    status: 403,
    hint: 'Use an API key with this permission, or sign in to the console.',
  },
  person_required: { status: 403, hint: 'Sign in to the console: API keys cannot do this.' },
  location_forbidden: { status: 403, hint: 'Use an API key that covers this location.' },
  cross_site: {
    status: 403,
    hint: 'Call from the hub’s own pages, or use an API key instead of the session cookie.',
  },
  not_found: { status: 404, hint: 'Look the paths up at /docs.' },
  location_unknown: {
    status: 404,
    hint: 'Connect the location first; GET /v1/locations lists those the hub knows.',
  },
  record_unknown: {
    status: 404,
    hint: 'Check the id. What was created in the CRM just now appears after the next sync.',
  },
  call_unknown: {
    status: 404,
    hint: 'GET /v1/calls lists the calls the hub remembers; old ones are deleted (CAUSEWAY_CALL_LOG_DAYS).',
  },
  event_reader_unknown: { status: 404, hint: 'GET /v1/event-readers lists who reads the event log.' },
  api_key_unknown: { status: 404, hint: 'GET /v1/api-keys lists the keys.' },
  method_not_allowed: { status: 405, hint: 'Use one of the methods of the Allow header.' },
  setup_closed: { status: 409, hint: 'Sign in: this hub has an owner already.' },
  fixed_by_environment: { status: 409, hint: 'Change the environment variable and start the hub again.' },
  no_simulator: { status: 409, hint: 'Start the hub with a simulator, or set CAUSEWAY_SIMULATOR_URL.' },
  simulator_unreachable: { status: 502, hint: 'Check that the simulator runs at CAUSEWAY_SIMULATOR_URL.' },
  setup_link_invalid: {
    status: 410,
    hint: 'Start the hub again: while it has no owner, it prints a new setup link.',
  },
  body_too_large: { status: 413, hint: 'Send at most 1 MB.' },
  unsupported_media_type: { status: 415, hint: 'Send JSON with "Content-Type: application/json".' },
  too_many_requests: { status: 429, hint: 'Wait as long as Retry-After says.' },
  internal: {
    status: 500,
    hint: 'Nothing was changed by halves. The hub’s log tells more under this requestId.',
  },
  not_ready: { status: 503, hint: 'Try again in a moment; the hub’s log tells what is wrong.' },
})
