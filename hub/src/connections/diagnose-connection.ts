import { RemoteError } from '@causeway/client'
import { sql } from 'kysely'
import { HubError, messageOf } from '../platform/errors.ts'
import type { ConnectionRow } from '../store/connections.store.ts'
import { budgetKeyOf, type ConnectionContext } from './connection-context.ts'
import { connectionErrors, hintOf } from './connections.errors.ts'
import type { ConnectionCheck, ConnectionDiagnosis } from './connections.types.ts'
import type { TokenKeeper } from './keep-tokens.ts'
import type { LocationClients } from './open-location-client.ts'
import { missingScopes } from './required-scopes.ts'

interface Doctor {
  context: ConnectionContext
  tokens: TokenKeeper
  clients: LocationClients
}

/** More than this and signatures, tokens and statistics of "today" go wrong. */
const skewWarnMs = 30_000
const skewFailMs = 5 * 60_000

const pass = (name: string, message: string): ConnectionCheck => ({
  name,
  outcome: 'pass',
  message,
  hint: null,
})
const skip = (name: string, message: string): ConnectionCheck => ({
  name,
  outcome: 'skip',
  message,
  hint: null,
})
const warn = (name: string, message: string, hint: string): ConnectionCheck => ({
  name,
  outcome: 'warn',
  message,
  hint,
})

function fail(name: string, problem: unknown): ConnectionCheck {
  const hint = problem instanceof RemoteError || problem instanceof HubError ? (problem.hint ?? null) : null
  return { name, outcome: 'fail', message: messageOf(problem), hint }
}

/**
 * Walks everything a connection depends on, from our side outwards, and ends with one sentence. Later steps are
 * skipped when they could only repeat an earlier failure.
 * @throws `connections.connection_unknown`
 */
export async function diagnoseConnection(doctor: Doctor, id: string): Promise<ConnectionDiagnosis> {
  const { context } = doctor
  const row = await context.stores.connections.find(id)
  if (row === undefined) throw connectionErrors.connection_unknown(`There is no connection ${id}`)
  const checks = [await checkDatabase(context), checkState(row), await checkClock(context, row)]
  const token = await checkToken(doctor, row)
  checks.push(token, checkGrantedScopes(row))
  if (token.outcome === 'fail') {
    checks.push(skip('location', 'Not asked: there is no token to ask with'))
    checks.push(skip('version', 'Not asked: there is no token to ask with'))
  } else checks.push(...(await checkLocation(doctor, row)))
  checks.push(await checkLimits(context, row))
  return conclude(row, checks)
}

async function checkDatabase({ kysely }: ConnectionContext): Promise<ConnectionCheck> {
  const startedAt = performance.now()
  try {
    await sql`select 1`.execute(kysely)
    return pass('database', `The database answers in ${Math.ceil(performance.now() - startedAt)} ms`)
  } catch (problem) {
    return fail('database', problem)
  }
}

function checkState(row: ConnectionRow): ConnectionCheck {
  if (row.status === 'ok') return pass('state', 'The connection is ok')
  const message = row.status_message ?? `The connection is ${row.status}`
  const hint = hintOf(row.status_code)
  const isBroken = ['suspended', 'needs_reauth', 'uninstalled'].includes(row.status)
  return { name: 'state', outcome: isBroken ? 'fail' : 'warn', message, hint }
}

/** Every answer carries the CRM's time; which answer it is does not matter. */
async function checkClock({ clock }: ConnectionContext, row: ConnectionRow): Promise<ConnectionCheck> {
  try {
    const answer = await fetch(row.api_base_url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    })
    const date = Date.parse(answer.headers.get('date') ?? '')
    if (Number.isNaN(date)) return skip('clock', 'The CRM did not tell its time')
    const skewMs = clock.now().getTime() - date
    const seconds = Math.round(Math.abs(skewMs) / 1000)
    const message = `This machine’s clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the CRM’s`
    if (Math.abs(skewMs) <= skewWarnMs) return pass('clock', message)
    const hint = 'Let the machine set its clock by a time server (NTP).'
    return { ...warn('clock', message, hint), outcome: Math.abs(skewMs) > skewFailMs ? 'fail' : 'warn' }
  } catch (problem) {
    const message = `The CRM’s server cannot be reached: ${messageOf(problem)}`
    return fail('clock', connectionErrors.crm_unreachable(message, { cause: problem }))
  }
}

async function checkToken({ tokens }: Doctor, row: ConnectionRow): Promise<ConnectionCheck> {
  try {
    await tokens.read(row.id)
    if (row.kind === 'private_token')
      return pass('token', 'The private integration token is stored and opens')
    return pass('token', 'The access token is good, or was refreshed just now')
  } catch (problem) {
    return fail('token', problem)
  }
}

function checkGrantedScopes(row: ConnectionRow): ConnectionCheck {
  if (row.level === 'company') return skip('scopes', 'A company’s access is used to mint tokens of locations')
  if (row.scopes.length === 0) return skip('scopes', 'The CRM did not tell what was granted')
  const missing = missingScopes(row.scopes)
  if (missing.length === 0) return pass('scopes', 'Everything the streams need was granted')
  return warn('scopes', `Not granted: ${missing.join(', ')}`, hintOf('connections.scope_missing') ?? '')
}

/** One cheap call proves the location, the version header and the token together; its failure tells them apart. */
async function checkLocation({ clients }: Doctor, row: ConnectionRow): Promise<ConnectionCheck[]> {
  if (row.location_id === null)
    return [
      skip('location', 'The connection is a company’s: run the doctor on one of its locations'),
      skip('version', 'Asked with a location only'),
    ]
  try {
    const { accounts } = await clients
      .openConnection(row, 'interactive')
      .social(row.location_id)
      .listAccounts()
    return [
      pass('location', `The location answers: ${accounts.length} social accounts`),
      pass('version', 'The CRM accepts the version header'),
    ]
  } catch (problem) {
    const isVersion = problem instanceof RemoteError && problem.code === 'version_invalid'
    if (isVersion) return [skip('location', 'The call was refused before'), fail('version', problem)]
    return [fail('location', problem), skip('version', 'The call failed for another reason')]
  }
}

async function checkLimits({ limiter }: ConnectionContext, row: ConnectionRow): Promise<ConnectionCheck> {
  const [quota] = await limiter.readQuota({ budgetKey: budgetKeyOf(row) })
  if (quota === undefined) return skip('limits', 'No call was counted yet')
  const { burstFree, burstLimit, dailyUsed, dailyLimit, pausedUntil } = quota
  const message = `${burstFree} of ${burstLimit} calls free in this window, ${dailyUsed} of ${dailyLimit} used today`
  if (pausedUntil !== null)
    return warn(
      'limits',
      `Calls are paused until ${pausedUntil}: ${message}`,
      'Wait: the hub goes on by itself.',
    )
  if (dailyUsed >= dailyLimit * 0.9)
    return warn('limits', message, 'Let the hub sync less often, or move other programs to another app.')
  return pass('limits', message)
}

function conclude(row: ConnectionRow, checks: ConnectionCheck[]): ConnectionDiagnosis {
  const place = row.location_id === null ? `company ${row.company_id}` : `location ${row.location_id}`
  const worst =
    checks.find(({ outcome }) => outcome === 'fail') ?? checks.find(({ outcome }) => outcome === 'warn')
  const healthy = worst?.outcome !== 'fail'
  if (worst === undefined) return { healthy, conclusion: `The connection to ${place} works.`, checks }
  const lead = healthy ? `The connection to ${place} works, but` : `The connection to ${place} does not work:`
  const advice = worst.hint === null ? '' : ` ${worst.hint}`
  return { healthy, conclusion: `${lead} ${lowerFirst(worst.message)}.${advice}`, checks }
}

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '') : text
