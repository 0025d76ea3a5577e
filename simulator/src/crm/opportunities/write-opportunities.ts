import { plainRefusal } from '../../simulator.types.ts'
import type { CrmChange } from '../crm.types.ts'
import { findInBooks } from '../location-books.ts'
import {
  bodyOf,
  type Fields,
  findContact,
  isFields,
  numberOf,
  paramOf,
  textOf,
  textsOf,
} from '../read-call.ts'
import {
  opportunityStatuses,
  type Opportunity,
  type SalesCall,
  type SalesHandler,
} from './opportunities.types.ts'
import { presentOpportunity } from './present-opportunity.ts'

const find = (call: SalesCall, id: string): Opportunity =>
  findInBooks(
    call,
    ({ opportunities }) => opportunities.get(id),
    () => plainRefusal(400, `Opportunity with id ${id} not found`),
  )

const inPath = (call: SalesCall): Opportunity => find(call, paramOf(call, 'id'))

export const getOpportunity: SalesHandler = (call) => answerWith(call, inPath(call))

export const createOpportunity: SalesHandler = (call) => {
  const body = bodyOf(call)
  const { id: contactId, firstName, lastName } = findContact(call, textOf(body, 'contactId') ?? '')
  const opportunity = newOpportunity(call, contactId, `${firstName} ${lastName}`.trim())
  change(call, opportunity, body)
  return answerWith(call, save(call, opportunity))
}

export const updateOpportunity: SalesHandler = (call) => {
  const opportunity = inPath(call)
  change(call, opportunity, bodyOf(call))
  return answerWith(call, opportunity)
}

export const updateStatus: SalesHandler = (call) => {
  change(call, inPath(call), bodyOf(call))
  return { body: done(call) }
}

export const deleteOpportunity: SalesHandler = (call) => {
  const opportunity = inPath(call)
  call.book.opportunities.delete(opportunity.id)
  announce(call, 'opportunity.deleted', opportunity)
  return { body: done(call) }
}

/** Finds by id, else by contact and pipeline where the body names a contact, else makes a new one. */
export const upsertOpportunity: SalesHandler = (call) => {
  const body = bodyOf(call)
  const id = textOf(body, 'id')
  const contactId = textOf(body, 'contactId')
  const known =
    id === undefined
      ? [...call.book.opportunities.values()].find(
          (one) =>
            contactId !== undefined && one.contactId === contactId && one.pipelineId === body['pipelineId'],
        )
      : call.book.opportunities.get(id)
  const opportunity = known ?? newOpportunity(call, contactId ?? '', 'Opportunity')
  change(call, opportunity, body)
  changeFollowers(opportunity, body)
  if (known === undefined) save(call, opportunity)
  return {
    body: { opportunity: presentOpportunity(opportunity, call.contents), new: known === undefined },
  }
}

export const addFollowers: SalesHandler = (call) => {
  const opportunity = inPath(call)
  const followersAdded = textsOf(bodyOf(call), 'followers').filter(
    (id) => !opportunity.followers.includes(id),
  )
  opportunity.followers.push(...followersAdded)
  return { body: { followers: opportunity.followers, followersAdded } }
}

export const removeFollowers: SalesHandler = (call) => {
  const opportunity = inPath(call)
  const isAll = call.request.query['isRemoveAllFollowers'] === 'true'
  const named = textsOf(bodyOf(call), 'followers')
  const followersRemoved = opportunity.followers.filter((id) => isAll || named.includes(id))
  opportunity.followers = opportunity.followers.filter((id) => !followersRemoved.includes(id))
  return { body: { followers: opportunity.followers, followersRemoved } }
}

const answerWith = ({ contents }: SalesCall, opportunity: Opportunity) => ({
  body: { opportunity: presentOpportunity(opportunity, contents) },
})

/** v2 spells it so; v3 has another word beside it. */
const done = ({ request }: SalesCall) => ({
  succeded: true,
  ...(request.generation === 'v3' && { success: true }),
})

function newOpportunity(
  { crm, book, contents, now }: SalesCall,
  contactId: string,
  name: string,
): Opportunity {
  const [pipeline] = book.pipelines
  return {
    id: crm.nextId('opportunity'),
    locationId: contents.location.id,
    name,
    contactId,
    pipelineId: pipeline?.id ?? '',
    stageId: pipeline?.stages[0]?.id ?? '',
    status: 'open',
    monetaryValue: 0,
    followers: [],
    customFields: [],
    forecast: {},
    createdAt: now,
    updatedAt: now,
    lastStatusChangeAt: now,
    lastStageChangeAt: now,
  }
}

function save(call: SalesCall, opportunity: Opportunity): Opportunity {
  call.book.opportunities.set(opportunity.id, opportunity)
  announce(call, 'opportunity.created', opportunity)
  return opportunity
}

/** Takes over what a body says. @throws 400 for pipelines and stages that are not there, before anything changes. */
function change(call: SalesCall, opportunity: Opportunity, body: Fields): void {
  const { pipelineId, stageId } = readStage(call, opportunity, body)
  const status = opportunityStatuses.find((one) => one === body['status']) ?? opportunity.status
  const isKnown = call.book.opportunities.has(opportunity.id)
  if (stageId !== opportunity.stageId) opportunity.lastStageChangeAt = call.now
  if (status !== opportunity.status) opportunity.lastStatusChangeAt = call.now
  const hasMoved = isKnown && stageId !== opportunity.stageId
  const hasStatus = isKnown && status !== opportunity.status
  const { assignedTo, monetaryValue } = opportunity
  Object.assign(opportunity, { pipelineId, stageId, status, updatedAt: call.now })
  opportunity.name = textOf(body, 'name') ?? opportunity.name
  opportunity.monetaryValue = numberOf(body, 'monetaryValue') ?? opportunity.monetaryValue
  for (const name of ['assignedTo', 'source', 'lostReasonId'] as const) {
    const text = textOf(body, name)
    if (text !== undefined) opportunity[name] = text
  }
  if (status !== 'lost') delete opportunity.lostReasonId
  for (const name of ['forecastExpectedCloseDate', 'forecastProbability'])
    if (body[name] !== undefined) opportunity.forecast[name] = body[name]
  changeCustomFields(opportunity, body)
  if (hasMoved) announce(call, 'opportunity.stage_updated', opportunity)
  if (hasStatus) announce(call, 'opportunity.status_updated', opportunity)
  if (isKnown && opportunity.assignedTo !== assignedTo)
    announce(call, 'opportunity.assigned_to_updated', opportunity)
  if (isKnown && opportunity.monetaryValue !== monetaryValue)
    announce(call, 'opportunity.monetary_value_updated', opportunity)
  if (isKnown) announce(call, 'opportunity.updated', opportunity)
}

function readStage({ book }: SalesCall, opportunity: Opportunity, body: Fields) {
  const pipelineId = textOf(body, 'pipelineId') ?? opportunity.pipelineId
  const pipeline = book.pipelines.find(({ id }) => id === pipelineId)
  if (pipeline === undefined) throw plainRefusal(400, 'The pipeline id is invalid.')
  const stageId =
    textOf(body, 'pipelineStageId') ??
    (pipelineId === opportunity.pipelineId ? opportunity.stageId : pipeline.stages[0]?.id)
  if (stageId === undefined || !pipeline.stages.some(({ id }) => id === stageId))
    throw plainRefusal(400, 'The pipeline stage id is invalid.')
  return { pipelineId, stageId }
}

/** v3 calls the value in a body `fieldValue`, v2 `field_value`; answers have `fieldValue` in both. */
function changeCustomFields(opportunity: Opportunity, body: Fields): void {
  const given = Array.isArray(body['customFields']) ? body['customFields'].filter(isFields) : []
  for (const field of given) {
    const id = textOf(field, 'id') ?? textOf(field, 'key')
    const fieldValue = field['fieldValue'] ?? field['field_value']
    if (id === undefined || fieldValue === undefined) continue
    opportunity.customFields = opportunity.customFields.filter((one) => one['id'] !== id)
    opportunity.customFields.push({ id, fieldValue })
  }
}

function changeFollowers(opportunity: Opportunity, body: Fields): void {
  const named = textsOf(body, 'followers')
  if (body['isRemoveAllFollowers'] === true) opportunity.followers = []
  else if (body['followersActionType'] === 'remove')
    opportunity.followers = opportunity.followers.filter((id) => !named.includes(id))
  else opportunity.followers = [...new Set([...opportunity.followers, ...named])]
}

function announce(
  { crm, contents }: SalesCall,
  kind: Extract<CrmChange, { opportunity: Opportunity }>['kind'],
  opportunity: Opportunity,
): void {
  crm.announce({ kind, locationId: contents.location.id, opportunity })
}
