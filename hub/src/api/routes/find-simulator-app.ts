import { listScopes } from '@causeway/spec'
import { z } from 'zod'
import type { NewApp } from '../../connections/connections.types.ts'
import { defaultAppScopes } from '../../connections/required-scopes.ts'
import { tellSimulatorApps } from '../../ingest/read-simulator.ts'
import { messageOf } from '../../platform/errors.ts'
import { apiErrors } from '../api.errors.ts'

const timeoutMs = 5000

/** What the simulator's admin API says about itself, as far as it matters here. */
const SimulatorState = z.object({
  apps: z.array(z.object({ name: z.string(), clientId: z.string(), clientSecret: z.string() })).min(1),
})

/**
 * Asks the simulator for the credentials of its app, which are no secret: it guards nothing. The simulator may have
 * been started after the hub, so it is told where the hub takes its webhooks.
 * @throws `api.no_simulator`, `api.simulator_unreachable`
 */
export async function findSimulatorApp(simulatorUrl: string | undefined, hubUrl: string): Promise<NewApp> {
  if (simulatorUrl === undefined) throw apiErrors.no_simulator('This hub has no simulator')
  const { name, clientId, clientSecret } = await ask(() => readFirstApp(simulatorUrl))
  await ask(() => tellSimulatorApps(simulatorUrl, hubUrl))
  return {
    name,
    environment: 'simulator',
    clientId,
    clientSecret,
    apiBaseUrl: simulatorUrl,
    consentBaseUrl: simulatorUrl,
    generation: 'v3',
    scopes: everyScope(),
  }
}

/** Nothing in the simulator can be hurt: whoever tries the hub with it may call everything the catalog has. */
const everyScope = (): string[] => [...new Set([...defaultAppScopes, ...listScopes()])]

async function readFirstApp(simulatorUrl: string) {
  const answer = await fetch(`${simulatorUrl}/admin/api/state`, { signal: AbortSignal.timeout(timeoutMs) })
  return SimulatorState.parse(await answer.json()).apps[0]!
}

async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question()
  } catch (cause) {
    throw apiErrors.simulator_unreachable(`The simulator does not answer as one: ${messageOf(cause)}`, {
      cause,
    })
  }
}
