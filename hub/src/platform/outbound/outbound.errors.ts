import { defineErrors } from '../errors.ts'

export const outboundErrors = defineErrors('outbound', {
  url_unusable: { status: 400, hint: 'Give a whole http or https address without a user name or password.' },
  header_unusable: {
    status: 400,
    hint: 'Use header names of letters, digits and dashes, values on one line, and none the connection itself needs.',
  },
  address_refused: {
    status: 403,
    hint: 'Use an address of the internet, or let whoever runs the hub allow this host or network in CAUSEWAY_OUTBOUND_ALLOW.',
  },
  name_unknown: { status: 502, hint: 'Check the spelling of the host, and that its DNS entry exists.' },
  unreachable: {
    status: 502,
    hint: 'Check that the receiver runs and accepts connections from this machine.',
  },
  timed_out: { status: 504, hint: 'Let the receiver answer first and work afterwards.' },
})
