import { defineErrors } from '../platform/errors.ts'

export const mappingErrors = defineErrors('mappings', {
  unknown: { status: 404, hint: 'GET /v1/mappings lists the mappings.' },
  version_unknown: { status: 404, hint: 'GET /v1/mappings/{name}/versions lists the versions.' },
  definition_invalid: { status: 422, hint: 'Correct what details.issues lists; each names the place.' },
  not_published: {
    status: 409,
    hint: 'Publish the mapping first: only a published version is written anywhere.',
  },
  in_use: {
    status: 409,
    hint: 'Take it out of use at what the message names first; what was written stays there.',
  },
  destination_unknown: { status: 404, hint: 'GET /v1/destinations lists the destinations.' },
  destination_name_taken: {
    status: 409,
    hint: 'Choose another name, or change the destination of that name.',
  },
  destination_in_use: { status: 409, hint: 'Stop writing mappings to it first.' },
  destination_away: {
    status: 502,
    hint: 'Check that it runs and can be reached from this machine. The hub tries again by itself, and nothing is lost meanwhile.',
  },
  destination_refused: { status: 502, hint: 'Check user, password and rights of the destination.' },
  target_unfit: {
    status: 409,
    hint: 'Change the table or the mapping as the message says; the hub then goes on by itself.',
  },
  target_invalid: { status: 400, hint: 'Give the target in the form the message names.' },
  target_taken: {
    status: 409,
    hint: 'Choose another target: two mappings in one would overwrite each other.',
  },
  two_way_unfit: {
    status: 409,
    hint: 'Let only fields come back that are details of a tag as they are, such as details.owner, and from a table.',
  },
  row_refused: { status: 422, hint: 'Correct the value the message names, or the table.' },
  output_unknown: { status: 404, hint: 'GET /v1/mapping-outputs lists what is written where.' },
  quarantined_unknown: { status: 404, hint: 'It may have been written meanwhile: read the list again.' },
})
