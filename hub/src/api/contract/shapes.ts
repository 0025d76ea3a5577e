import { z } from 'zod'

/** An instant in UTC, ISO 8601 with `Z`, from the year 1 on: databases know no year 0. */
export const Instant = z.iso
  .datetime()
  .refine((text) => !text.startsWith('0000'), 'There is no year 0.')
  .meta({ id: 'Instant' })
/** A calendar day in UTC, `YYYY-MM-DD`. */
export const Day = z.iso.date().meta({ id: 'Day' })
/** A URL a browser may open: http or https only. */
export const WebUrl = z.url({ protocol: /^https?$/ })

/** Where the hub itself is reached: paths are put behind it, so nothing may follow its own path. */
export const BaseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(500)
  .refine((text) => !/[?#@]/.test(text), 'must have no user, query or fragment')

/** RFC 9457 problem: every failed answer of the hub has this shape, as `application/problem+json`. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** Stable code to branch on, such as `connections.scope_missing`. */
    code: z.string(),
    /** What happened this time. */
    detail: z.string(),
    /** What to do about it. */
    hint: z.string().optional(),
    requestId: z.string(),
    /** Facts of the occurrence; for invalid input `[{ path, message }]` under `issues`. */
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

/** Query of every list: `cursor` is the `nextCursor` of the page before. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})

/** A page of `item`s; `nextCursor` is null on the last page; `total` counts all that match, where it is cheap. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() })

/** A page of a list that can be searched, with `q`. */
export const searchPageOf = <Item extends z.ZodType>(item: Item) =>
  pageOf(item).extend({
    /**
     * A search looks through a part of the list for each page: this one back to this instant, when there are older rows.
     * The next page goes on there, even where this one is short or empty. Else null.
     */
    searchedTo: z.string().nullable(),
  })

/** Networks an account can live on, as the CRM spells them. Unknown ones pass through as they are. */
export const knownPlatforms = [
  'facebook',
  'instagram',
  'linkedin',
  'google',
  'tiktok',
  'youtube',
  'pinterest',
  'threads',
  'bluesky',
  'community',
] as const
