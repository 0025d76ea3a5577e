import { defineErrors } from './platform/errors.ts'

export const hubErrors = defineErrors('hub', {
  port_in_use: {
    status: 503,
    hint: 'Stop the program that uses the port, or choose another with CAUSEWAY_PORT (0 takes any free one).',
  },
  port_forbidden: {
    status: 503,
    hint: 'Ports below 1024 need special rights: choose another with CAUSEWAY_PORT, and put a proxy before it.',
  },
  master_key_fixed: {
    status: 409,
    hint: 'Put the new key before the old one in CAUSEWAY_MASTER_KEY, separated by a comma, and start the hub again: it wraps every credential anew by itself.',
  },
  address_unusable: { status: 503, hint: 'Set CAUSEWAY_HOST to an address of this machine, or to 0.0.0.0.' },
})
