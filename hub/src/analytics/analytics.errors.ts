import { defineErrors } from '../platform/errors.ts'

export const analyticsErrors = defineErrors('analytics', {
  range_invalid: {
    status: 400,
    hint: 'Give `from` and `to` as YYYY-MM-DD with from not after to, or `dateRange` as 30d or 2026-01-01..2026-01-31.',
  },
})
