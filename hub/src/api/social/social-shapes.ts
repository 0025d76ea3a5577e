import { z } from 'zod'
import { TagDetailsFields } from '../contract/index.ts'
import { CrmId } from '../routes/route-shapes.ts'

const numberText = (fallback: number, max: number) =>
  z
    .string()
    .regex(/^\d{0,9}$/, 'must be a number')
    .default(String(fallback))
    .transform((text) => (text === '' ? fallback : Math.min(Number(text), max)))

/** The CRM sends and takes these as strings. */
export const TagListQuery = z.object({
  searchText: z.string().max(200).optional(),
  limit: numberText(100, 10_000),
  skip: numberText(0, 1_000_000_000),
})

const tagDetails = {
  details: TagDetailsFields,
  expectedVersion: z.int().min(0).optional(),
}

const maxTags = 100
const maxTagIds = 1000

/** Either a question (`tagIds`) or details to keep (`tagId` with `details`, or several as `tags`). */
export const TagDetailsBody = z
  .strictObject({
    tagIds: z.array(CrmId).max(maxTagIds).optional(),
    tagId: CrmId.optional(),
    details: TagDetailsFields.optional(),
    expectedVersion: z.int().min(0).optional(),
    tags: z
      .array(z.strictObject({ tagId: CrmId, ...tagDetails }))
      .min(1)
      .max(maxTags)
      .optional(),
  })
  .check((context) => {
    const { tagIds, tagId, details, expectedVersion, tags } = context.value
    const complain = (message: string) =>
      void context.issues.push({ code: 'custom', message, input: context.value, path: [] })
    const meanings = [tagIds, tagId ?? details ?? expectedVersion, tags].filter((part) => part !== undefined)
    if (meanings.length !== 1)
      complain('give either tagIds (to read), or tagId with details, or tags (to create or update)')
    else if (tagIds === undefined && tags === undefined && (tagId === undefined || details === undefined))
      complain('tagId and details belong together')
    const twice = tags?.find(
      (tag, place) => tags.findIndex(({ tagId: other }) => other === tag.tagId) < place,
    )
    if (twice !== undefined) complain(`tag ${twice.tagId} is given twice`)
  })

/** The CRM's own answer; what its objects hold is the CRM's business. */
export const CrmEnvelope = z.looseObject({
  success: z.boolean().optional(),
  statusCode: z.number().optional(),
  message: z.string().optional(),
  results: z.looseObject({}).optional(),
  traceId: z.string().optional(),
})

export const SavedTagDetails = z.object({
  success: z.literal(true),
  statusCode: z.literal(201),
  message: z.string(),
  results: z.object({
    tags: z.array(
      z.object({
        tagId: z.string(),
        details: TagDetailsFields,
        version: z.int(),
        /** What the write did: `created`, `updated`, `unchanged` or `restored`. */
        change: z.string(),
      }),
    ),
    count: z.int(),
  }),
  traceId: z.string(),
})

const profileIds = z
  .array(z.string().min(1).max(300), 'profileIds must be a list of profile ids')
  .min(1, 'profileIds must hold at least one profile id')
  .max(100, 'profileIds may hold at most 100 profile ids')
const range = z.looseObject({ startDate: z.string().max(40), endDate: z.string().max(40) })

/** The CRM's question about statistics; ranges are of its third generation. Unknown fields are the CRM's to refuse. */
export const StatisticsBody = z.looseObject({
  profileIds,
  platforms: z.array(z.string().max(40)).max(50).optional(),
  currentRange: range.optional(),
  prevRange: range.optional(),
})
