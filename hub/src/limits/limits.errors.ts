import { defineErrors } from '../platform/errors.ts'

export const limitErrors = defineErrors('limits', {
  daily_limit_reached: {
    status: 503,
    hint: 'Wait until the count starts again, or let the hub sync less often. What is stored stays readable.',
  },
  stopped: { status: 503, hint: 'The hub is shutting down: call again once it is back.' },
})
