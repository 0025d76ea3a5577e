import { defineErrors } from '../platform/errors.ts'

/** Everything that can be wrong with workflows and stop their runs. */
export const workflowErrors = defineErrors('workflows', {
  definition_invalid: {
    status: 400,
    hint: 'Mend what details.issues lists. POST /v1/workflows/validate checks without saving.',
  },
  source_unreadable: { status: 400, hint: 'Send one YAML or JSON document that holds a definition.' },
  workflow_unknown: { status: 404, hint: 'GET /v1/workflows lists the workflows.' },
  template_unknown: { status: 404, hint: 'GET /v1/workflows/templates lists the templates.' },
  template_in_use: { status: 409, hint: 'Change or delete the workflow that was made from it.' },
  parameters_invalid: { status: 400, hint: 'Give the values that details.issues asks for.' },
  step_unknown: { status: 404, hint: 'Name a step of the definition that is not inside a loop.' },
  run_unknown: {
    status: 404,
    hint: 'GET /v1/runs lists the runs; old ones are deleted (CAUSEWAY_RUN_DAYS).',
  },
  run_over: { status: 409, hint: 'Run it again instead: POST /v1/runs/{id}/rerun.' },
  run_not_over: { status: 409, hint: 'Wait until the run has ended, or cancel it.' },
  event_unknown: { status: 404, hint: 'GET /v1/events lists the events.' },
  not_enabled: { status: 409, hint: 'Enable the workflow first.' },
  location_needed: { status: 400, hint: 'Name a location: "locationId" in the request.' },
  no_location: { status: 409, hint: 'Connect a location first.' },
  input_invalid: { status: 400, hint: 'Send the input that the workflow’s trigger describes.' },
  hook_unknown: {
    status: 404,
    hint: 'Look the address up in the workflow; making a new one ends the old one.',
  },
  hook_secret_wrong: { status: 401, hint: 'Send the secret as "Authorization: Bearer <secret>".' },
  hook_busy: { status: 503, hint: 'Send it again after a second.' },

  // Of runs and their steps.
  expression_failed: { status: 422, hint: 'Mend the expression, then run the step again.' },
  value_invalid: { status: 422, hint: 'Look at the input of the step, mend the expression it comes from.' },
  call_refused: { status: 422, hint: 'The CRM’s answer says why. Mend the step, then run it again.' },
  call_failed: {
    status: 502,
    hint: 'The CRM had a failure of its own. Look whether it was done before you run it again.',
  },
  http_refused: {
    status: 422,
    hint: 'The receiver’s answer says why. Mend the step or the receiver, then retry.',
  },
  http_failed: { status: 502, hint: 'Mend the receiver, then retry: it gets the same Idempotency-Key.' },
  outcome_unknown: {
    status: 409,
    hint: 'Look at the receiver whether it was done. Then retry the run, or run it again from the next step.',
  },
  step_timeout: { status: 504, hint: 'Raise the step’s timeout, or see why it takes so long.' },
  run_timeout: { status: 504, hint: 'Raise the workflow’s timeout.' },
  wait_timeout: { status: 504, hint: 'The event did not come in time.' },
  list_expected: { status: 422, hint: 'Let "over" yield a list.' },
  list_too_long: { status: 422, hint: 'Raise the loop’s limit, or loop over less.' },
  items_failed: { status: 422, hint: 'Look at the steps of the items that failed.' },
  child_failed: { status: 422, hint: 'Look at the run of the other workflow.' },
  stopped_as_failed: { status: 422, hint: 'A stop step of the workflow ended the run as failed.' },
  cancelled: { status: 409, hint: 'A person cancelled it.' },
  loop_stopped: {
    status: 409,
    hint: 'Let a filter tell the workflow’s own changes from others, or let it change something it does not listen to.',
  },
  secret_unknown: {
    status: 404,
    hint: 'Add it in the console under Secrets, or with "causeway secrets set"; then run the step again.',
  },
  secret_empty: { status: 400, hint: 'Send its "value": a secret is made with one.' },
  secret_in_use: { status: 409, hint: 'Take it out of the workflows in details.workflows first.' },
  secret_misplaced: {
    status: 422,
    hint: 'Add the host to those the secret may be sent to, if it is meant; then run the step again.',
  },
  destination_failed: { status: 502, hint: 'Mend the destination, then retry.' },
  internal: { status: 500, hint: 'The hub’s log tells more under the run’s id.' },
})
