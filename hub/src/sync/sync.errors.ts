import { defineErrors } from '../platform/errors.ts'

export const syncErrors = defineErrors('sync', {
  mass_delete_suspected: {
    status: 502,
    hint: 'Nothing was deleted here. If the records are really gone from the CRM, the next full pass confirms it and removes them; otherwise look for what hides them there.',
  },
  statistics_days_mismatch: {
    status: 502,
    hint: 'Nothing of this answer was stored. The CRM may have changed how it names days: report it with the answer shown in the log.',
  },
})
