/** The parts of an OpenAPI 3.0 file that the import reads; everything else in the file is prose or tooling. */

export interface PublishedSchema {
  $ref?: string
  type?: string
  nullable?: boolean
  example?: unknown
  enum?: unknown[]
  properties?: Record<string, PublishedSchema>
  required?: string[]
  items?: PublishedSchema
  additionalProperties?: boolean | PublishedSchema
  oneOf?: PublishedSchema[]
  anyOf?: PublishedSchema[]
  allOf?: PublishedSchema[]
  default?: unknown
}

export interface PublishedParameter {
  name: string
  in: string
  required?: boolean
  explode?: boolean
  default?: unknown
  schema?: PublishedSchema
  /** Wrongly placed beside `schema` in a few operations. */
  oneOf?: PublishedSchema[]
  anyOf?: PublishedSchema[]
}

export interface PublishedContent {
  [contentType: string]: { schema?: PublishedSchema }
}

export interface PublishedOperation {
  operationId: string
  deprecated?: boolean
  parameters?: PublishedParameter[]
  requestBody?: { required?: boolean; content: PublishedContent }
  responses: Record<string, { content?: PublishedContent }>
  security?: Record<string, string[]>[]
}

export interface PublishedFile {
  paths: Record<string, Record<string, PublishedOperation>>
  components?: { schemas?: Record<string, PublishedSchema> }
}
