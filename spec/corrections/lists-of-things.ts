import type { Generation } from '../src/operation.types.ts'
import type { Correction, SchemaPlace } from './correction.types.ts'

/** Definitions by module, and their properties, that both generations publish as lists of lists. */
const inBoth: [module: string, definition: string, property: string][] = [
  ['invoices', 'EstimateResponseDto', 'items'],
  ['invoices', 'EstimateTemplateResponseDTO', 'items'],
  ['invoices', 'EstimateTemplatesDto', 'items'],
  ['invoices', 'PaymentScheduleConfigDto', 'schedules'],
  ['invoices', 'ProcessingFeeDto', 'charges'],
  ['locations', 'EmailTemplateSchema', 'attachments'],
  ['locations', 'LocationTaskListSuccessfulResponseDto', 'tasks'],
  ['locations', 'SmsTemplateSchema', 'attachments'],
  ['opportunities', 'PipelinesResponseSchema', 'stages'],
  ['opportunities', 'SearchOpportunitiesResponseSchema', 'notes'],
  ['opportunities', 'SearchOpportunitiesResponseSchema', 'tasks'],
  ['opportunities', 'SearchOpportunitiesResponseSchema', 'calendarEvents'],
  ['opportunities', 'SearchOpportunitiesResponseSchema', 'followers'],
  ['products', 'CountReviewsByStatusResponseDto', 'data'],
  ['products', 'ListCollectionResponseDto', 'data'],
  ['products', 'ListProductReviewsResponseDto', 'data'],
  ['products', 'ProductMediaDto', 'priceIds'],
  ['products', 'UpdateDisplayPriorityBodyDto', 'products'],
]

const itemsOf = (
  generation: Generation,
  [module, definition, property]: (typeof inBoth)[number],
): SchemaPlace => ({
  generation,
  module,
  definition,
  path: [property, '[]'],
})

/** Lists whose items the published files call lists, because their generator writes a class it does not know so. */
export const listsOfThings: Correction[] = [
  {
    id: 'lists.items-are-things',
    what: 'Stages of pipelines, tasks, estimate items, reviews and the like are lists of objects or texts.',
    why: 'They are published as lists of lists, which no real answer fits and no sensible body can follow.',
    evidence: { kind: 'inferred', sources: ['S2', 'S3'] },
    edits: [
      {
        places: [
          ...inBoth.flatMap((place) => [itemsOf('v2', place), itemsOf('v3', place)]),
          itemsOf('v3', ['calendars', 'CreateOrUpdateServiceBookingResponseDTO', 'messages']),
        ],
        change: { replace: {} },
      },
    ],
  },
  {
    id: 'calendars.free-slots-carry-a-trace-id',
    what: 'The answer of free slots has a traceId beside its days.',
    why: 'Every key is published to be a day with its slots; most live answers carry a traceId.',
    evidence: { kind: 'measured', sources: ['M2'] },
    edits: [
      {
        places: (['v2', 'v3'] as const).map((generation) => ({
          operation: `${generation}.calendars.get-slots`,
          part: 'success' as const,
        })),
        change: { add: { traceId: { type: 'string' } } },
      },
    ],
  },
  {
    id: 'medias.files-are-objects',
    what: 'The media library lists its files and folders as objects with an _id and a name.',
    why: 'They are published as texts; operations that change and delete take the _id, which only this list tells.',
    evidence: { kind: 'inferred', sources: ['S2', 'S3'] },
    edits: [
      {
        places: [
          itemsOf('v2', ['medias', 'GetFilesResponseDTO', 'files']),
          itemsOf('v3', ['medias', 'GetFilesResponseDTO', 'files']),
        ],
        change: { replace: { type: 'object' } },
      },
    ],
  },
  {
    id: 'objects.properties-of-records-are-objects',
    what: 'The properties of a custom object record are an object, as they are in the body that creates it.',
    why: 'Answers publish a text.',
    evidence: { kind: 'inferred', sources: ['S2', 'S3'] },
    edits: [
      {
        places: (['v2', 'v3'] as const).flatMap((generation) =>
          ['IRecordSchema', 'RecordResponseDTO'].map((definition) => ({
            generation,
            module: 'objects',
            definition,
            path: ['properties'],
          })),
        ),
        change: { allow: { type: 'object' } },
      },
    ],
  },
]
