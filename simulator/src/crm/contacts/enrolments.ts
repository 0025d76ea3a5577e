import type { OperationAnswer } from '../../simulator.types.ts'
import type { Contact, CrmCall } from '../crm.types.ts'
import { bodyOf, contactInPath, findOwn, notFound, paramOf, succeeded, textsOf } from '../read-call.ts'
import { changeContact } from './contacts.ts'

function campaignInPath(call: CrmCall): string {
  const campaignId = paramOf(call, 'campaignId')
  const find = ({ campaigns }: CrmCall['contents']) => campaigns.find(({ id }) => id === campaignId)
  return findOwn(call, find, () => notFound('Campaign', campaignId)).id
}

function workflowInPath(call: CrmCall): string {
  const workflowId = paramOf(call, 'workflowId')
  const find = ({ workflows }: CrmCall['contents']) => workflows.find(({ id }) => id === workflowId)
  return findOwn(call, find, () => notFound('Workflow', workflowId)).id
}

function change(call: CrmCall, apply: (contact: Contact) => void): OperationAnswer {
  changeContact(call, contactInPath(call), apply)
  return { body: succeeded(call) }
}

const withId = (ids: string[], id: string): string[] => [...new Set([...ids, id])]
const withoutId = (ids: string[], id: string): string[] => ids.filter((one) => one !== id)

/** Sets the campaigns of a contact, and tells of each that it came into or left. */
function changeCampaigns(call: CrmCall, choose: (ids: string[]) => string[]): OperationAnswer {
  const { id: contactId, locationId, campaignIds: before } = contactInPath(call)
  const answer = change(call, (contact) => {
    contact.campaignIds = choose(contact.campaignIds)
  })
  const after = contactInPath(call).campaignIds
  const tell = (campaignId: string, status: 'active' | 'removed') =>
    call.crm.announce({ kind: 'campaign.status_updated', locationId, campaignId, contactId, status })
  for (const id of after) if (!before.includes(id)) tell(id, 'active')
  for (const id of before) if (!after.includes(id)) tell(id, 'removed')
  return answer
}

export function addToCampaign(call: CrmCall): OperationAnswer {
  const campaignId = campaignInPath(call)
  return changeCampaigns(call, (ids) => withId(ids, campaignId))
}

export function removeFromCampaign(call: CrmCall): OperationAnswer {
  const campaignId = campaignInPath(call)
  return changeCampaigns(call, (ids) => withoutId(ids, campaignId))
}

export const removeFromEveryCampaign = (call: CrmCall): OperationAnswer => changeCampaigns(call, () => [])

/** Enrols a contact; what the workflow then does is the CRM's own business and not simulated. */
export function addToWorkflow(call: CrmCall): OperationAnswer {
  const workflowId = workflowInPath(call)
  return change(call, (contact) => {
    contact.workflowIds = withId(contact.workflowIds, workflowId)
  })
}

export function removeFromWorkflow(call: CrmCall): OperationAnswer {
  const workflowId = workflowInPath(call)
  return change(call, (contact) => {
    contact.workflowIds = withoutId(contact.workflowIds, workflowId)
  })
}

export function addFollowers(call: CrmCall): OperationAnswer {
  const contact = contactInPath(call)
  const followersAdded = textsOf(bodyOf(call), 'followers').filter((id) => !contact.followers.includes(id))
  changeContact(call, contact, () => {
    contact.followers = [...new Set([...contact.followers, ...followersAdded])]
  })
  return { body: { followers: [...contact.followers], followersAdded } }
}

export function removeFollowers(call: CrmCall): OperationAnswer {
  const contact = contactInPath(call)
  const followersRemoved = textsOf(bodyOf(call), 'followers').filter((id) => contact.followers.includes(id))
  changeContact(call, contact, () => {
    contact.followers = contact.followers.filter((id) => !followersRemoved.includes(id))
  })
  return { body: { followers: [...contact.followers], followersRemoved } }
}

export function listAppointments(call: CrmCall): OperationAnswer {
  const contact = contactInPath(call)
  return { body: { events: call.crm.appointmentsOf(contact.locationId, contact.id) } }
}
