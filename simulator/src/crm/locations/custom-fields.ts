import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import { changeContact } from '../contacts/contacts.ts'
import type { CrmCall, CustomField } from '../crm.types.ts'
import { bodyOf, type Fields, flagOf, isFields, notFound, numberOf, paramOf, textOf } from '../read-call.ts'

const presentField = ({ contents }: CrmCall, field: CustomField) => ({
  ...field,
  picklistOptions: [...field.picklistOptions],
  locationId: contents.location.id,
})

function fieldInPath(call: CrmCall): CustomField {
  const id = paramOf(call, 'id')
  const field = call.contents.customFields.find((one) => one.id === id)
  if (field === undefined) throw notFound('Custom field', id)
  return field
}

/** `Favourite time` is kept under `favourite_time`. */
export const keyOf = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')

function applyField(field: CustomField, fields: Fields): void {
  field.name = textOf(fields, 'name') ?? field.name
  field.placeholder = textOf(fields, 'placeholder') ?? field.placeholder
  field.position = numberOf(fields, 'position') ?? field.position
  const options = fields['textBoxListOptions']
  if (Array.isArray(options))
    field.picklistOptions = options.flatMap((one) =>
      isFields(one) ? (textOf(one, 'label') ?? []) : String(one),
    )
  const isMultiple = flagOf(fields, 'isMultipleFile')
  if (isMultiple !== undefined) field.isMultiFileAllowed = isMultiple
  const limit = numberOf(fields, 'maxNumberOfFiles')
  if (limit !== undefined) field.maxFileLimit = limit
}

export function listCustomFields(call: CrmCall): OperationAnswer {
  const model = call.request.query['model'] ?? 'contact'
  const fields = call.contents.customFields.filter((field) => model === 'all' || field.model === model)
  return { body: { customFields: fields.map((field) => presentField(call, field)) } }
}

export const getCustomField = (call: CrmCall): OperationAnswer => ({
  body: { customField: presentField(call, fieldInPath(call)) },
})

export function createCustomField(call: CrmCall): OperationAnswer {
  const fields = bodyOf(call)
  const { contents, crm } = call
  const model = textOf(fields, 'model') === 'opportunity' ? 'opportunity' : 'contact'
  const fieldKey = `${model}.${keyOf(textOf(fields, 'name') ?? '')}`
  if (contents.customFields.some((field) => field.fieldKey === fieldKey))
    throw plainRefusal(400, `A custom field with key ${fieldKey} already exists`)
  const field: CustomField = {
    id: crm.nextId('custom-field'),
    name: '',
    fieldKey,
    dataType: textOf(fields, 'dataType') ?? 'TEXT',
    placeholder: '',
    position: contents.customFields.length * 50,
    picklistOptions: [],
    model,
  }
  applyField(field, fields)
  contents.customFields.push(field)
  return { body: { customField: presentField(call, field) } }
}

export function updateCustomField(call: CrmCall): OperationAnswer {
  const field = fieldInPath(call)
  applyField(field, bodyOf(call))
  return { body: { customField: presentField(call, field) } }
}

/** The field's values leave the contacts with it. */
export function deleteCustomField(call: CrmCall): OperationAnswer {
  const { contents } = call
  const { id } = fieldInPath(call)
  contents.customFields = contents.customFields.filter((field) => field.id !== id)
  for (const contact of contents.contacts.values())
    if (contact.customFields.some((value) => value.id === id))
      changeContact(call, contact, () => {
        contact.customFields = contact.customFields.filter((value) => value.id !== id)
      })
  return { body: { succeded: true } }
}

/** A name and a URL for each file; nothing is served at the URL. */
export function uploadFieldFiles({ request, crm, contents }: CrmCall): OperationAnswer {
  const files = request.files ?? []
  if (files.length === 0) throw plainRefusal(400, 'No file was sent')
  const meta = files.map(({ field, filename, mimeType, bytes }) => ({
    fieldname: field,
    originalname: filename,
    encoding: '7bit',
    mimetype: mimeType,
    size: bytes.length,
    url: `https://storage.example/custom-fields/${contents.location.id}/${crm.nextId('file')}/${encodeURIComponent(filename)}`,
  }))
  return {
    body: {
      uploadedFiles: Object.fromEntries(meta.map(({ originalname, url }) => [originalname, url])),
      meta,
    },
  }
}
