/** The two families of operations GHL publishes: `v2` (dated versions) and `v3`. */
export type Generation = 'v2' | 'v3'

/** A JSON Schema (2020-12 subset) without prose: no description, title or example survives the import. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: boolean | JsonSchema
  oneOf?: JsonSchema[]
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  not?: JsonSchema
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  default?: unknown
  /** Present only on schemas made self-contained by `resolveSchema`. */
  $defs?: Record<string, JsonSchema>
}

/** A path, query or header parameter; the `Version` and `Authorization` headers are not listed here. */
export interface OperationParameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: JsonSchema
  /** A list sent as one comma-separated value; other lists repeat the parameter's name. */
  isCommaSeparated?: boolean
}

/** One published operation of one generation, as a caller needs to know it. */
export interface Operation {
  /** Unique over both generations: `<generation>.<module>.<name>`, e.g. `v3.social-planner.get-posts`. */
  id: string
  generation: Generation
  /** File the operation is published in, without the generation suffix: `social-planner`, `contacts`. */
  module: string
  /** GHL's own operationId, which is not unique. */
  publishedId: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Template in GHL's notation: `/social-media-posting/{locationId}/posts/{id}`. */
  path: string
  /** Accepted values of the `Version` header, the first is the one to send; empty when the operation declares none. */
  versions: string[]
  /** Scopes the token must hold, all of them; empty when GHL publishes none, which does not promise that none is checked. */
  scopes: string[]
  /** Token classes the operation accepts; `none` means it is called without a bearer token. */
  tokenClasses: ('company' | 'location' | 'none')[]
  /** True when only tokens from OAuth are accepted, so a private integration token is refused with 401. */
  isPrivateTokenRefused?: boolean
  parameters: OperationParameter[]
  body?: { contentTypes: string[]; required: boolean; schema: JsonSchema }
  /** The success answer; `$ref`s of all schemas point to `#/$defs/<name>` of the operation's module and generation. */
  success: { status: number; schema?: JsonSchema }
  /** Statuses GHL documents for failures. */
  failureStatuses: number[]
  /** `read` when calling it changes nothing in GHL (some POSTs are reads). */
  access: 'read' | 'write'
  /** True when it deletes or replaces what cannot be brought back. */
  isDestructive: boolean
  /** True when GHL marks the operation as deprecated. */
  isDeprecated?: boolean
}

/** All facts about one module in one generation: the content of one data file. */
export interface OperationModule {
  module: string
  generation: Generation
  operations: Operation[]
  $defs: Record<string, JsonSchema>
}
