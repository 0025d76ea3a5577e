import { styleText } from 'node:util'
import type { CallDetail, CallRecord } from '../api/contract/index.ts'
import { table } from './output.ts'

/** Calls as lines of columns, for people. */
export const callTable = (calls: CallRecord[]): string =>
  table([
    ['at', 'outcome', 'operation', 'location', 'by', 'from', 'ms', ''],
    ...calls.map((call) => [
      call.at,
      outcomeOf(call),
      call.entryId ?? call.operationId,
      call.locationId ?? call.companyId ?? '',
      call.caller.name,
      call.source ?? '',
      String(Math.round(call.durationMs)),
      [...(call.count > 1 ? [`${call.count} times`] : []), ...(call.code === null ? [] : [call.code])].join(
        ' ',
      ),
    ]),
  ])

const outcomeOf = ({ outcome, status }: CallRecord) => (status === null ? outcome : `${outcome} ${status}`)

/** One call with everything the log holds of it. */
export function renderCall(call: CallDetail): string {
  const facts: [string, string | null][] = [
    ['id', call.id],
    ['at', call.at],
    ['operation', call.operationId],
    ['location', call.locationId],
    ['company', call.companyId],
    ['by', `${call.caller.name} (${call.caller.kind}, through ${call.surface})`],
    ['lane', call.lane],
    ['outcome', outcomeOf(call)],
    ['from', call.source],
    ['took', `${Math.round(call.durationMs)} ms, ${call.attempts} request(s) to the CRM`],
    ['answer', call.answerBytes === null ? null : `${call.answerBytes} bytes`],
    ['idempotency key', call.idempotencyKey],
    ['trace id', call.traceId],
    ['problem', call.code],
    ['message', call.message],
    ['try', call.hint],
  ]
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== null)
  return [
    styleText('bold', `${call.title}: ${call.method} ${call.path}`),
    table(known),
    '',
    JSON.stringify(call.request, undefined, 2),
  ].join('\n')
}
