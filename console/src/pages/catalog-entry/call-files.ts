import type { OperationDefinition } from '@causeway/hub/contract'
import { isRecord } from './form-schema.ts'
import { followRef, type JsonSchema } from './json-schema.ts'

/** A file of a form under the name of its field; without a file: one that may still be chosen. */
export type CallFile = { field: string; file: File | null }

/** A field the operation takes a file in. */
export type FileField = { name: string; isNeeded: boolean }

export const isMultipart = (contentType: string | undefined) => contentType?.startsWith('multipart/') === true

export const takesFiles = ({ body }: OperationDefinition) =>
  body?.contentTypes.every((type) => isMultipart(type)) === true

/** The fields that are published as files; none: whoever calls names the fields. */
export function fileFieldsOf(definition: OperationDefinition): FileField[] {
  const { properties = {}, required = [] } = bodyOf(definition)
  return Object.entries(properties)
    .filter(([, schema]) => isFile(schema))
    .map(([name]) => ({ name, isNeeded: required.includes(name) }))
}

/** The definition without its files, which are no values: a form asks for them apart. */
export function withoutFiles(definition: OperationDefinition): OperationDefinition {
  const { body } = definition
  if (body === null || !takesFiles(definition)) return definition
  const files = new Set(fileFieldsOf(definition).map(({ name }) => name))
  const { properties = {}, required = [], ...rest } = bodyOf(definition)
  const left = required.filter((name) => !files.has(name))
  const schema = {
    ...rest,
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !files.has(name))),
    required: left,
    $defs: (body.schema as JsonSchema).$defs ?? {},
  }
  const { body: example, ...places } = definition.example
  const values = isRecord(example) ? Object.entries(example).filter(([name]) => !files.has(name)) : []
  const isFilesOnly = files.size > 0 && Object.keys(schema.properties).length === 0
  return {
    ...definition,
    body: isFilesOnly ? null : { ...body, schema, required: left.length > 0 },
    example: { ...places, ...(values.length > 0 && { body: Object.fromEntries(values) }) },
  }
}

/** A row for each field that takes a file, or one whose field is still to be named. */
export function firstFiles(definition: OperationDefinition): CallFile[] {
  if (!takesFiles(definition)) return []
  const fields = fileFieldsOf(definition).map(({ name }) => ({ field: name, file: null }))
  return fields.length > 0 ? fields : [{ field: '', file: null }]
}

/** What keeps the files from being sent, by the place of the row. */
export function fileProblems(
  definition: OperationDefinition,
  files: readonly CallFile[],
): Map<number, string> {
  const needed = new Set(
    fileFieldsOf(definition)
      .filter(({ isNeeded }) => isNeeded)
      .map(({ name }) => name),
  )
  return new Map(
    files.flatMap(({ field, file }, row): [number, string][] => {
      if (file === null) return needed.has(field) ? [[row, 'is needed']] : []
      return field.trim() === '' ? [[row, 'needs the name of its field']] : []
    }),
  )
}

export const chosenFiles = (files: readonly CallFile[]) =>
  files.flatMap(({ field, file }) => (file === null || field.trim() === '' ? [] : [{ field, file }]))

/** The fields of a form as text: lists repeat their field, objects travel as JSON. */
export function formFieldsOf(body: unknown): [name: string, value: string][] {
  if (typeof body !== 'object' || body === null) return []
  return Object.entries(body).flatMap(([name, value]: [string, unknown]) =>
    [value]
      .flat()
      .map((one): [string, string] => [name, typeof one === 'string' ? one : JSON.stringify(one)]),
  )
}

function bodyOf({ body }: OperationDefinition): JsonSchema {
  const schema = (body?.schema ?? {}) as JsonSchema
  return followRef(schema, schema.$defs ?? {})
}

const isFile = ({ format }: JsonSchema) => format === 'binary'
