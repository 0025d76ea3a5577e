import { defineErrors } from '../platform/errors.ts'

export const cliErrors = defineErrors('cli', {
  usage: { status: 400, hint: 'Run the command with --help to see what it takes.' },
  hub_refused: { status: 502, hint: 'Read the message above; "causeway doctor" looks at the whole chain.' },
  hub_unreachable: {
    status: 503,
    hint: 'The hub that runs on this data folder does not answer. Wait a moment, or stop it and try again.',
  },
  simulator_failed: {
    status: 503,
    hint: 'Choose another port with --simulator-port, or start without --simulator.',
  },
  export_failed: { status: 500, hint: 'Check that the file can be written and that the hub still runs.' },
  not_confirmed: { status: 409, hint: 'Answer y, or add --confirm, if you mean the call.' },
  sync_failed: { status: 502, hint: 'Run "causeway doctor" to see what stands in the way.' },
})
