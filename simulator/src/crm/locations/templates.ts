import type { OperationAnswer } from '../../simulator.types.ts'
import type { CrmCall, Template } from '../crm.types.ts'
import { countOf, notFound, paramOf } from '../read-call.ts'

const presentTemplate = ({ contents }: CrmCall, template: Template) => ({
  id: template.id,
  name: template.name,
  type: template.type,
  dateAdded: template.dateAdded.toISOString(),
  locationId: contents.location.id,
  ...(template.type === 'email'
    ? { template: { subject: template.subject ?? '', html: template.body, attachments: [] } }
    : { template: { body: template.body, attachments: [] }, urlAttachments: [] }),
})

export function listTemplates(call: CrmCall): OperationAnswer {
  const { query } = call.request
  const skip = countOf(call, 'skip', 0)
  const wantsDeleted = query['deleted'] === 'true'
  const matching = call.contents.templates.filter(
    ({ type, isDeleted }) => isDeleted === wantsDeleted && (!query['type'] || query['type'] === type),
  )
  return {
    body: {
      templates: matching
        .slice(skip, skip + countOf(call, 'limit', 25, 100))
        .map((template) => presentTemplate(call, template)),
      totalCount: matching.length,
    },
  }
}

export function deleteTemplate(call: CrmCall): OperationAnswer {
  const id = paramOf(call, 'id')
  const template = call.contents.templates.find((one) => one.id === id && !one.isDeleted)
  if (template === undefined) throw notFound('Template', id)
  template.isDeleted = true
  return { body: { succeded: true } }
}
