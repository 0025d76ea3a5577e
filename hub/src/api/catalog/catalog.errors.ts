import { defineErrors } from '../../platform/errors.ts'

export const catalogErrors = defineErrors('catalog', {
  entry_unknown: {
    status: 404,
    hint: 'Use an id of details.suggestions, or search with GET /v1/catalog?q=…',
  },
})
