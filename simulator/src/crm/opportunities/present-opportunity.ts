import type { LocationCrm } from '../crm.types.ts'
import type { Opportunity, Pipeline } from './opportunities.types.ts'

/** An opportunity as the API shows it, with the person it is about. */
export function presentOpportunity(opportunity: Opportunity, { contacts }: LocationCrm) {
  const { stageId, forecast, createdAt, updatedAt, lastStatusChangeAt, lastStageChangeAt, ...rest } =
    opportunity
  const contact = contacts.get(opportunity.contactId)
  return {
    ...rest,
    ...forecast,
    pipelineStageId: stageId,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    lastStatusChangeAt: lastStatusChangeAt.toISOString(),
    lastStageChangeAt: lastStageChangeAt.toISOString(),
    ...(contact && {
      contact: {
        id: contact.id,
        name: `${contact.firstName} ${contact.lastName}`.trim(),
        ...(contact.companyName !== undefined && { companyName: contact.companyName }),
        ...(contact.email !== undefined && { email: contact.email }),
        ...(contact.phone !== undefined && { phone: contact.phone }),
        tags: contact.tags,
      },
    }),
  }
}

export const presentPipeline = ({ id, name, stages }: Pipeline, locationId: string) => ({
  id,
  name,
  stages: stages.map((stage) => ({ ...stage, showInFunnel: true, showInPieChart: true })),
  showInFunnel: true,
  showInPieChart: true,
  locationId,
})
