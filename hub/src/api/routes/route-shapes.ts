import { z } from 'zod'

/** Ids of the CRM are opaque: any text that fits. */
export const CrmId = z.string().min(1).max(500)

/** Ids the hub gave. */
export const idParams = z.object({ id: z.uuid() })
export const locationParams = z.object({ locationId: CrmId })

/** A list that is always whole. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })
