import { fractionOf, integerOf, pickFrom } from '../../world/chance.ts'
import { shortIdOf } from '../../world/make-ids.ts'
import { dayMs } from '../../world/time.ts'
import type { World } from '../../world/index.ts'
import type { Contact, LocationCrm } from '../crm.types.ts'
import {
  opportunityStatuses,
  type Opportunity,
  type Pipeline,
  type SalesBook,
} from './opportunities.types.ts'

const pipelinePlans: [name: string, stages: string[]][] = [
  ['Sales', ['New lead', 'Contacted', 'Visit booked', 'Offer sent', 'Closed']],
  ['Memberships', ['Interested', 'On trial', 'Member']],
]
const lostReasonNames = ['Too expensive', 'No answer', 'Chose another business']

/** One opportunity for about every fourth contact, as far as the contacts go. */
const contactsPerOpportunity = 4

/** The seeded sales side of a location: the same seed and contacts, the same pipelines and opportunities. */
export function makeSalesBook(world: World, { location, contacts }: LocationCrm): SalesBook {
  // A location without customers has set nothing up yet.
  if (contacts.size === 0) return { pipelines: [], lostReasons: [], opportunities: new Map() }
  const { seed, startedAt } = world
  const pipelines = pipelinePlans.map(([name, stageNames]): Pipeline => {
    const id = shortIdOf(seed, 'pipeline', location.id, name)
    const stages = stageNames.map((stage, position) => ({
      id: shortIdOf(seed, 'stage', id, position),
      name: stage,
      position,
    }))
    return { id, name, stages }
  })
  const lostReasons = lostReasonNames.map((name) => ({
    id: shortIdOf(seed, 'lost reason', location.id, name),
    name,
    createdAt: startedAt,
  }))
  const opportunities = [...contacts.values()]
    .filter((_contact, index) => index % contactsPerOpportunity === 0)
    .map((contact) => makeOpportunity(world, contact, pipelines, lostReasons[0]?.id))
  return { pipelines, lostReasons, opportunities: new Map(opportunities.map((one) => [one.id, one])) }
}

function makeOpportunity(
  { seed, startedAt }: World,
  contact: Contact,
  pipelines: Pipeline[],
  lostReasonId: string | undefined,
): Opportunity {
  const keys = [seed, 'opportunity', contact.id]
  const pipeline = pickFrom(pipelines, ...keys, 'pipeline')
  const stage = pickFrom(pipeline.stages, ...keys, 'stage')
  const isOpen = fractionOf(...keys, 'open') < 0.6
  const status = isOpen ? 'open' : pickFrom(opportunityStatuses, ...keys, 'status')
  const createdAt = new Date(startedAt.getTime() - integerOf(1, 200 * 24, ...keys, 'age') * (dayMs / 24))
  const name = `${contact.firstName} ${contact.lastName}`.trim() || (contact.email ?? 'Opportunity')
  return {
    id: shortIdOf(...keys),
    locationId: contact.locationId,
    name,
    contactId: contact.id,
    pipelineId: pipeline.id,
    stageId: stage.id,
    status,
    monetaryValue: integerOf(2, 90, ...keys, 'value') * 50,
    ...(contact.source !== undefined && { source: contact.source }),
    ...(contact.assignedTo !== undefined && { assignedTo: contact.assignedTo }),
    ...(status === 'lost' && lostReasonId !== undefined && { lostReasonId }),
    followers: [],
    customFields: [],
    forecast: {},
    createdAt,
    updatedAt: createdAt,
    lastStatusChangeAt: createdAt,
    lastStageChangeAt: createdAt,
  }
}
