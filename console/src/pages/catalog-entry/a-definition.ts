import type { OperationDefinition } from '@causeway/hub/contract'

/** A definition for tests: adding tags to a contact, changed as the test needs. */
export const aDefinition = (changes: Partial<OperationDefinition> = {}): OperationDefinition => ({
  generation: 'v3',
  operationId: 'v3.contacts.add-tags',
  method: 'POST',
  path: '/contacts/{contactId}/tags',
  versions: ['2023-02-21'],
  parameters: [
    { name: 'contactId', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'notify', in: 'query', required: false, schema: { type: 'boolean' } },
  ],
  body: {
    contentTypes: ['application/json'],
    required: true,
    schema: {
      $ref: '#/$defs/Tags',
      $defs: {
        Tags: {
          type: 'object',
          required: ['tags'],
          properties: {
            tags: { type: 'array', items: { type: 'string' } },
            locationId: { type: 'string' },
          },
        },
      },
    },
  },
  success: { status: 201, schema: null },
  failureStatuses: [],
  example: { path: { contactId: 'abc' }, query: {}, body: { tags: ['customer'], locationId: 'example' } },
  sdk: { service: 'contacts', method: 'addTags' },
  ...changes,
})
