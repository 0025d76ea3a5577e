import type { Correction } from './correction.types.ts'
import { crmAnswers } from './crm-answers.ts'
import { listsOfThings } from './lists-of-things.ts'
import { otherModules } from './other-modules.ts'
import { socialAccess } from './social-access.ts'
import { socialAnswers } from './social-answers.ts'
import { socialRequests } from './social-requests.ts'
import { socialStatistics } from './social-statistics.ts'

/** All corrections, in the order they are applied. */
export const corrections: Correction[] = [
  ...socialAccess,
  ...socialRequests,
  ...socialAnswers,
  ...socialStatistics,
  ...otherModules,
  ...crmAnswers,
  ...listsOfThings,
]
