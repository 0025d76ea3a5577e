import type { Generation, JsonSchema } from '../src/operation.types.ts'
import type { Correction, SchemaPlace } from './correction.types.ts'

const generations: Generation[] = ['v2', 'v3']

const inBoth = (module: string, definition: string, path: string[]): SchemaPlace[] =>
  generations.map((generation) => ({ generation, module, definition, path }))

const text: JsonSchema = { type: 'string' }
const texts: JsonSchema = { type: 'array', items: text }

/** What operations of contacts and locations really answer. */
export const crmAnswers: Correction[] = [
  {
    id: 'contacts.bulk-tags-tell-of-each-contact',
    what: 'A bulk change of tags answers with an object for each contact; some may be errors inside a success.',
    why: 'They are published as texts, beside an example that shows the objects.',
    evidence: { kind: 'stated', sources: ['S2', 'S3'] },
    edits: [
      {
        places: inBoth('contacts', 'UpdateTagsResponseDTO', ['responses', '[]']),
        change: {
          replace: {
            type: 'object',
            properties: {
              contactId: text,
              message: text,
              type: { type: 'string', enum: ['success', 'error'] },
              oldTags: texts,
              tagsAdded: texts,
              tagsRemoved: texts,
            },
            required: ['contactId', 'message', 'type'],
          },
        },
      },
    ],
  },
  {
    id: 'contacts.custom-values-have-types',
    what: 'The value of a custom field may be a text, a number, a list of texts or an object for files.',
    why: 'Only texts are published in answers, while the requests publish a kind of value for each kind of field.',
    evidence: { kind: 'inferred', sources: ['S2', 'S3'] },
    edits: [
      {
        places: inBoth('contacts', 'CustomFieldSchema', ['value']),
        change: { replace: { type: ['string', 'number', 'array', 'object'] } },
      },
    ],
  },
  {
    id: 'locations.uploads-tell-of-each-file',
    what: 'An upload for custom fields answers with an object for each file: its name, type, size and URL.',
    why: 'They are published as texts, beside an example that shows the objects.',
    evidence: { kind: 'stated', sources: ['S2', 'S3'] },
    edits: [
      {
        places: inBoth('locations', 'FileUploadResponseDto', ['meta', '[]']),
        change: {
          replace: {
            type: 'object',
            properties: {
              fieldname: text,
              originalname: text,
              encoding: text,
              mimetype: text,
              size: { type: 'number' },
              url: text,
            },
          },
        },
      },
    ],
  },
]
