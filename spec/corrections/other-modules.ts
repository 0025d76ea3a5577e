import type { Generation, JsonSchema } from '../src/operation.types.ts'
import type { Correction, SchemaPlace } from './correction.types.ts'

const generations: Generation[] = ['v2', 'v3']
const inBoth = (name: string) => generations.map((generation) => `${generation}.${name}`)

/** Everything outside the Social Planner that the published files get wrong and someone has proved. */
export const otherModules: Correction[] = [
  {
    id: 'oauth.token-needs-no-token',
    what: 'Tokens are handed out to whoever knows the client secret, without a bearer token.',
    why: 'The operation publishes no security, which elsewhere is an omission.',
    evidence: { kind: 'stated', sources: ['S2', 'S3'] },
    edits: [{ operations: inBoth('oauth.get-access-token'), set: { tokenClasses: ['none'] } }],
  },
  {
    id: 'oauth.v2-token-takes-json',
    what: 'The v2 token endpoint accepts JSON as well as a form.',
    why: 'Only the form is published.',
    evidence: { kind: 'stated', sources: ['RO'] },
    edits: [
      {
        operations: ['v2.oauth.get-access-token'],
        set: { contentTypes: ['application/json', 'application/x-www-form-urlencoded'] },
      },
    ],
  },
  {
    id: 'oauth.v2-token-names-its-refresh-token',
    what: 'A v2 token answer carries refreshTokenId.',
    why: 'Live answers have it.',
    evidence: { kind: 'stated', sources: ['RO'] },
    edits: [
      {
        places: [{ generation: 'v2', module: 'oauth', definition: 'GetAccessCodeSuccessfulResponseDto' }],
        change: { add: { refreshTokenId: { type: 'string' } } },
      },
    ],
  },
  {
    id: 'oauth.v2-location-token-is-created',
    what: 'A location token is answered with 201.',
    why: '200 is published; a client that insists on it throws the token away.',
    evidence: { kind: 'measured', sources: ['M1'] },
    edits: [{ operations: ['v2.oauth.get-location-access-token'], set: { successStatus: 201 } }],
  },
  {
    id: 'chat-widget.public-config',
    what: 'The configuration of a chat widget is public.',
    why: 'It publishes no security because visitors of a website read it.',
    evidence: { kind: 'inferred', sources: ['S3'] },
    edits: [{ operations: ['v3.chat-widget.get-widget'], set: { tokenClasses: ['none'] } }],
  },
  {
    id: 'contacts.workflow-is-created',
    what: 'Adding a contact to a workflow is answered with 201.',
    why: '200 is published.',
    evidence: { kind: 'measured', sources: ['M1'] },
    edits: [{ operations: inBoth('contacts.add-contact-to-workflow'), set: { successStatus: 201 } }],
  },
  {
    id: 'contacts.missing-security',
    what: 'Bulk changes of tags and businesses take a location token with contacts.write.',
    why: 'They publish no security; every other change of a contact publishes this one.',
    evidence: { kind: 'inferred', sources: ['S2', 'S3'] },
    edits: [
      {
        operations: [
          ...inBoth('contacts.create-association'),
          ...inBoth('contacts.add-remove-contact-from-business'),
        ],
        set: { tokenClasses: ['location'], scopes: ['contacts.write'] },
      },
    ],
  },
  {
    id: 'contacts.search-body',
    what: 'A contact search needs locationId and pageLimit (500 at most) and pages by page or by searchAfter.',
    why: 'The files publish an empty object; a missing field is 422.',
    evidence: { kind: 'stated', sources: ['D', 'I-31'] },
    edits: [
      { places: contactDefinitions('SearchBodyV2DTO'), change: { replace: contactSearch() } },
      {
        places: inBoth('contacts.search-contacts-advanced').map((operation) => ({
          operation,
          part: 'success',
        })),
        change: { replace: contactSearchAnswer() },
      },
    ],
  },
  {
    id: 'conversations.missing-v2-security',
    what: 'These operations take a location token; two of them publish their scope in v3.',
    why: 'They publish no security in v2.',
    evidence: { kind: 'stated', sources: ['S3'] },
    edits: [
      {
        operations: ['v2.conversations.get-email-by-id'],
        set: { tokenClasses: ['location'], scopes: ['conversations/message.readonly'] },
      },
      {
        operations: ['v2.conversations.cancel-scheduled-email-message'],
        set: { tokenClasses: ['location'], scopes: ['conversations/message.write'] },
      },
    ],
  },
  {
    id: 'conversations.missing-v2-preferences-security',
    what: 'Preferences of a location take a location token.',
    why: 'They publish no security and left the published files with v3; their scope is known to nobody.',
    evidence: { kind: 'inferred', sources: ['S2'] },
    edits: [
      {
        operations: [
          'v2.conversations.create-custom-subtype',
          'v2.conversations.get-all-custom-subtypes',
          'v2.conversations.get-contact-unsubscription-status',
          'v2.conversations.update-custom-subtype',
          'v2.conversations.user-subscription-change',
        ],
        set: { tokenClasses: ['location'] },
      },
    ],
  },
  {
    id: 'conversations.messages-are-nested',
    what: 'The messages of a conversation come with their cursor inside an object called messages.',
    why: 'They are published one level higher.',
    evidence: { kind: 'measured', sources: ['I-54'] },
    edits: [
      {
        places: inBoth('conversations.get-messages').map((operation) => ({ operation, part: 'success' })),
        change: {
          replace: {
            type: 'object',
            properties: { messages: { $ref: '#/$defs/GetMessagesByConversationResponseDto' } },
            required: ['messages'],
          },
        },
      },
    ],
  },
  {
    id: 'conversations.sending-needs-little',
    what: 'A message is sent with type and contactId; subType and status may be left out.',
    why: 'Both are published as required, and senders in use leave them out.',
    evidence: { kind: 'inferred', sources: ['P'] },
    edits: [
      {
        places: generations.map((generation) => ({
          generation,
          module: 'conversations',
          definition: 'SendMessageBodyDto',
        })),
        change: { release: ['status', 'subType'] },
      },
    ],
  },
  {
    id: 'conversations.inbound-needs-little',
    what: 'An inbound message needs its type and conversation; contactId and conversationProviderId may be left out.',
    why: 'Both are published as required, and callers who leave them out are answered with success.',
    evidence: { kind: 'measured', sources: ['I-70', 'I-107'] },
    edits: [
      {
        places: generations.map((generation) => ({
          generation,
          module: 'conversations',
          definition: 'ProcessMessageBodyDto',
        })),
        change: { release: ['contactId', 'conversationProviderId'] },
      },
    ],
  },
  {
    id: 'conversations.direction-is-a-word',
    what: 'The direction of a message to be entered is `inbound` or `outbound`.',
    why: 'It is published as an object.',
    evidence: { kind: 'measured', sources: ['I-6', 'I-271'] },
    edits: [
      {
        places: generations.map((generation) => ({
          generation,
          module: 'conversations',
          definition: 'ProcessMessageBodyDto',
          path: ['direction'],
        })),
        change: { replace: { type: 'string', enum: ['inbound', 'outbound'] } },
      },
    ],
  },
  {
    id: 'products.missing-security',
    what: 'Bulk editing of products and prices takes a location token with both write scopes.',
    why: 'It publishes no security; the single edits it stands for publish these.',
    evidence: { kind: 'inferred', sources: ['S2', 'S3'] },
    edits: [
      {
        operations: inBoth('products.bulk-edit'),
        set: { tokenClasses: ['location'], scopes: ['products.write', 'products/prices.write'] },
      },
    ],
  },
  {
    id: 'store.missing-security',
    what: 'Asking for shipping rates takes a location token, as all of the store does.',
    why: 'It publishes no security.',
    evidence: { kind: 'inferred', sources: ['S2', 'S3'] },
    edits: [
      { operations: inBoth('store.get-available-shipping-zones'), set: { tokenClasses: ['location'] } },
    ],
  },
]

function contactDefinitions(definition: string): SchemaPlace[] {
  return generations.map((generation) => ({ generation, module: 'contacts', definition }))
}

function contactSearch(): JsonSchema {
  return {
    type: 'object',
    properties: {
      locationId: { type: 'string' },
      pageLimit: { type: 'number', minimum: 1, maximum: 500 },
      page: { type: 'number', minimum: 1 },
      searchAfter: { type: 'array' },
      query: { type: 'string', maxLength: 75 },
      filters: { type: 'array', items: { type: 'object' } },
      sort: {
        type: 'array',
        items: {
          type: 'object',
          properties: { field: { type: 'string' }, direction: { type: 'string', enum: ['asc', 'desc'] } },
          required: ['direction', 'field'],
        },
      },
    },
    required: ['locationId', 'pageLimit'],
  }
}

function contactSearchAnswer(): JsonSchema {
  return {
    type: 'object',
    properties: {
      contacts: { type: 'array', items: { type: 'object' } },
      total: { type: 'number' },
      traceId: { type: 'string' },
    },
    required: ['contacts', 'total'],
  }
}
