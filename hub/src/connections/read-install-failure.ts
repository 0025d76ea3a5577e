import { RemoteError } from '@causeway/client'
import type { HubError } from '../platform/errors.ts'
import { connectionErrors } from './connections.errors.ts'
import type { FinishInstallInput } from './connections.types.ts'

/** Text from outside goes into messages: short, and without anything that could break a line or a terminal. */
const shortened = (text: string): string => text.replaceAll(/[\p{C}\s]+/gu, ' ').slice(0, 200)

/** What the consent page's refusal means; undefined when it did not refuse. */
export function readConsentFailure(input: FinishInstallInput): HubError | undefined {
  const { error, errorDescription = '' } = input
  if (error === undefined || error === '') return undefined
  if (error === 'access_denied') return connectionErrors.consent_denied('Access was not allowed')
  const reason = shortened(errorDescription === '' ? error : `${error}: ${errorDescription}`)
  return connectionErrors.consent_failed(`The CRM’s consent page reported a failure (${reason})`)
}

/** What a failed exchange of the code means for the person who waits. */
export function readExchangeFailure(problem: unknown): unknown {
  if (!(problem instanceof RemoteError)) return problem
  const facts = { cause: problem, details: { reason: problem.code } }
  switch (problem.code) {
    case 'code_invalid':
    case 'grant_invalid':
      return connectionErrors.code_refused(
        'The CRM does not know the code of this install: it was used, is too old, or belongs to other credentials',
        facts,
      )
    case 'client_credentials_refused':
      return connectionErrors.app_credentials_refused(
        'The CRM does not accept the client id and secret of the app',
        facts,
      )
    case 'location_inactive':
      return connectionErrors.suspended('The location is suspended in the CRM', facts)
    case 'timeout':
    case 'connection_failed':
      return connectionErrors.crm_unreachable('The CRM could not be reached to finish the install', facts)
    default:
      return connectionErrors.crm_failed(`The CRM did not finish the install: ${problem.message}`, facts)
  }
}
