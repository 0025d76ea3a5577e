import { z } from 'zod'

/** A program that a person let in by OAuth to use the MCP endpoint. Instants are ISO 8601. */
export const Agent = z
  .object({
    id: z.string(),
    /** What the program calls itself; nobody checks that. */
    name: z.string(),
    /** Who let it in. */
    allowedBy: z.string(),
    permissions: z.array(z.enum(['read', 'write'])),
    /** null: every location. */
    locationIds: z.array(z.string()).nullable(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
    /**
     * Why it may no longer: a `person` or the `agent` itself ended it, or a token was used twice (`code_reused`,
     * `refresh_token_reused`), which tells of a theft.
     */
    revokedBy: z.string().nullable(),
  })
  .meta({ id: 'Agent' })
export type Agent = z.infer<typeof Agent>
