/*
 * GET    /v1/secrets          { items: Secret[] }
 * PUT    /v1/secrets/{name}   PutSecret -> Secret
 * DELETE /v1/secrets/{name}
 * For people only. No answer holds a value.
 */
import { z } from 'zod'

/** Names a secret, as `{{ secrets.NAME }}` does. */
export const SecretName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, 'must be letters, digits and underscores, beginning with a letter')

/** A secret that requests of workflows name instead of holding it. */
export const Secret = z
  .object({
    name: z.string(),
    /** Hosts it may be sent to; empty: any. */
    hosts: z.array(z.string()),
    /** Names of the workflows that send it. */
    workflows: z.array(z.string()),
    createdAt: z.string(),
    updatedAt: z.string(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'Secret' })
export type Secret = z.infer<typeof Secret>

const Host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/, 'must be a host such as api.example.com')

export const PutSecret = z
  .object({
    /** Needed to make it; without it the stored value stays. */
    value: z.string().min(1).max(20_000).optional(),
    hosts: z.array(Host).max(20).default([]),
  })
  .meta({ id: 'PutSecret' })
export type PutSecret = z.input<typeof PutSecret>
