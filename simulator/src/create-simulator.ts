import type { LimitChoice } from './admin/admin.types.ts'
import { createClock } from './clock.ts'
import { createCalendarHandlers } from './crm/calendars/create-calendar-handlers.ts'
import { createCrm, createCrmHandlers, type Crm } from './crm/index.ts'
import { createMediaHandlers } from './crm/media/create-media-handlers.ts'
import { createObjectHandlers } from './crm/objects/create-object-handlers.ts'
import { createOpportunityHandlers } from './crm/opportunities/create-opportunity-handlers.ts'
import { createGenericHandler } from './generic/create-generic-handler.ts'
import { createSocialHandlers } from './social/index.ts'
import { startSimulator, type StartedSimulator } from './start-simulator.ts'
import { announceCrmChanges } from './webhooks/announce-crm-changes.ts'
import { describeDocumentChange } from './webhooks/describe-document-change.ts'
import type { WebhookSettings } from './webhooks/webhooks.types.ts'
import { createWorld, type World } from './world/index.ts'

/** How to make a simulator. Everything has a default. */
export interface SimulatorOptions {
  /** The same seed makes the same world, ids and chances of faults. Default 7. */
  seed?: number
  /** `real` runs with the machine's clock; a date freezes the clock there until it is moved. Default `real`. */
  now?: Date | 'real'
  /** Request budgets: the published ones, the sandbox's for all, none, or a profile of your own. Default `standard`. */
  limits?: LimitChoice
  /** `small` has a fraction of the records, for quick tests. Default `full`. */
  scale?: 'full' | 'small'
  /** Port to listen on; 0 takes any that is free. Default 4500. */
  port?: number
  /** Address to listen on. Default `127.0.0.1`: nobody else on the network can reach it. */
  host?: string
  /** JSON file that keeps installations and tokens over restarts; without it they live as long as the process. */
  dataFile?: string
  /** How webhooks are sent; tests want `retryScale: 0.001`. */
  webhooks?: Partial<WebhookSettings>
}

/** A running simulated CRM. */
export type Simulator = StartedSimulator<World> & {
  /** Contacts, conversations and what belongs to them, of every location. */
  crm: Crm
}

/**
 * Starts HighLevel on this machine: consent page, tokens, both generations of the API, limits, faults and a clock.
 * @throws PortInUseError when the port is taken.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const {
    seed = 7,
    now = 'real',
    limits = 'standard',
    scale = 'full',
    host = '127.0.0.1',
    port = 4_500,
  } = options
  const clock = createClock(now)
  const world = createWorld({ seed, clock, scale })
  const crm = createCrm({ world, clock, scale })
  const started = await startSimulator({
    world,
    clock,
    seed,
    limits,
    host,
    port,
    handlers: {
      ...createSocialHandlers(world, clock),
      ...createCrmHandlers(crm, clock),
      ...createOpportunityHandlers(crm, clock),
      ...createCalendarHandlers(crm, clock),
      ...createMediaHandlers(crm, clock),
      ...createObjectHandlers(crm, clock),
    },
    customers: crm,
    announceTo: (webhooks) => announceCrmChanges(crm, clock, webhooks),
    createFallback: (served, webhooks) =>
      createGenericHandler({
        seed,
        clock,
        served,
        isEmpty: startsEmpty(world),
        onChange: (change) => webhooks.tell(() => describeDocumentChange(change)),
      }),
    worldSwitches: [world.quirks, crm.quirks].map((quirks) => quirks as unknown as Record<string, boolean>),
    ...(options.webhooks && { webhooks: options.webhooks }),
    ...(options.dataFile === undefined ? {} : { dataFile: options.dataFile }),
  })
  return { ...started, crm }
}

/** The locations that start without a single record, as a new customer's does. */
const startsEmpty = (world: World) => (tenantId: string) =>
  world.findLocation(tenantId)?.initialPostCount === 0
