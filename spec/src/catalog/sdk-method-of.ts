import { readFileSync } from 'node:fs'
import type { Operation } from '../operation.types.ts'

/** A method of the official SDK: `new HighLevel(…).contacts.getContact(…)`. */
export interface SdkMethod {
  service: string
  method: string
}

let methods: Record<string, string> | undefined

/** Where the official SDK (`@gohighlevel/api-client` 3.1.0) has an operation; undefined where it has none. */
export function sdkMethodOf({ id }: Operation): SdkMethod | undefined {
  methods ??= JSON.parse(
    readFileSync(new URL('../../data/sdk-methods.json', import.meta.url), 'utf8'),
  ) as Record<string, string>
  const [service, method] = methods[id]?.split('.') ?? []
  return service === undefined || method === undefined ? undefined : { service, method }
}
