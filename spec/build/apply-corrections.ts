import { isDeepStrictEqual } from 'node:util'
import type {
  Correction,
  OperationEdit,
  OperationPart,
  SchemaChange,
  SchemaEdit,
  SchemaPlace,
} from '../corrections/correction.types.ts'
import type { JsonSchema, Operation, OperationModule, OperationParameter } from '../src/operation.types.ts'

/**
 * Changes the imported modules in place and tells which edits no longer fit, each as a sentence.
 * An edit that finds nothing to change means that GHL changed its published files: the correction must be
 * looked at again, instead of lingering.
 */
export function applyCorrections(modules: OperationModule[], corrections: Correction[]): string[] {
  return corrections.flatMap(({ id, edits }) =>
    edits.flatMap((edit) => singleEdits(modules, edit)).flatMap((apply) => tryEdit(id, apply)),
  )
}

/** One function for each place an edit changes, so that one place that no longer fits does not hide the others. */
function singleEdits(modules: OperationModule[], edit: OperationEdit | SchemaEdit): (() => void)[] {
  if ('set' in edit) return edit.operations.map((id) => () => setFacts(findOperation(modules, id), edit.set))
  return edit.places.map((place) => () => changePlace(modules, place, edit.change))
}

function tryEdit(id: string, apply: () => void): string[] {
  try {
    apply()
    return []
  } catch (error) {
    if (error instanceof UnfitEdit) return [`Correction ${id} does not fit any more: ${error.message}`]
    throw error
  }
}

/** The published files no longer have what an edit is about. */
class UnfitEdit extends Error {}

function changePlace(modules: OperationModule[], place: SchemaPlace, change: SchemaChange): void {
  const { read, write } = locate(modules, place)
  const changed = changeSchema(read(), change)
  if (isDeepStrictEqual(changed, read())) {
    throw new UnfitEdit(`nothing left to change at ${JSON.stringify(place)}`)
  }
  write(changed)
}

function setFacts(operation: Operation, set: OperationEdit['set']): void {
  const { successStatus, contentTypes, requiredParameters = [], ...facts } = set
  const before = structuredClone(operation)
  Object.assign(operation, facts)
  if (successStatus !== undefined) operation.success.status = successStatus
  if (contentTypes) requireBody(operation).contentTypes = contentTypes
  for (const name of requiredParameters) requireParameter(operation, name).required = true
  if (isDeepStrictEqual(operation, before)) throw new UnfitEdit(`nothing left to change in ${operation.id}`)
}

function requireBody(operation: Operation): NonNullable<Operation['body']> {
  if (!operation.body) throw new UnfitEdit(`no body in ${operation.id}`)
  return operation.body
}

function requireParameter(operation: Operation, name: string): OperationParameter {
  const found = operation.parameters.find((parameter) => parameter.name === name)
  if (!found) throw new UnfitEdit(`no parameter ${name} in ${operation.id}`)
  return found
}

interface Slot {
  read: () => JsonSchema
  write: (schema: JsonSchema) => void
}

function locate(modules: OperationModule[], place: SchemaPlace): Slot {
  const start = 'definition' in place ? locateDefinition(modules, place) : locatePart(modules, place)
  return (place.path ?? []).reduce((slot, step) => stepInto(slot, step, place), start)
}

function locateDefinition(
  modules: OperationModule[],
  place: Extract<SchemaPlace, { definition: string }>,
): Slot {
  const module = modules.find((one) => one.generation === place.generation && one.module === place.module)
  if (!module?.$defs[place.definition]) throw new UnfitEdit(`no definition ${JSON.stringify(place)}`)
  const { $defs } = module
  return {
    read: () => $defs[place.definition] ?? {},
    write: (schema) => {
      $defs[place.definition] = schema
    },
  }
}

function locatePart(modules: OperationModule[], place: Extract<SchemaPlace, { operation: string }>): Slot {
  const operation = findOperation(modules, place.operation)
  const holder = partHolder(operation, place.part)
  return {
    read: () => holder.schema ?? {},
    write: (schema) => {
      holder.schema = schema
    },
  }
}

function partHolder(operation: Operation, part: OperationPart): { schema?: JsonSchema } {
  if (part === 'success') return operation.success
  return part === 'body'
    ? requireBody(operation)
    : requireParameter(operation, part.slice('parameter '.length))
}

function stepInto(slot: Slot, step: string, place: SchemaPlace): Slot {
  const outer = slot.read()
  const inner =
    step === '[]' ? outer.items : step === '{}' ? outer.additionalProperties : outer.properties?.[step]
  if (typeof inner !== 'object') throw new UnfitEdit(`no ${step} on the way of ${JSON.stringify(place)}`)
  const write = (schema: JsonSchema) => {
    const current = slot.read()
    if (step === '[]') slot.write({ ...current, items: schema })
    else if (step === '{}') slot.write({ ...current, additionalProperties: schema })
    else slot.write({ ...current, properties: { ...current.properties, [step]: schema } })
  }
  return { read: () => inner, write }
}

function changeSchema(schema: JsonSchema, change: SchemaChange): JsonSchema {
  if ('replace' in change) return change.replace
  if ('allow' in change) return allowAlso(schema, change.allow)
  if ('add' in change) return addProperties(schema, change.add)
  if ('require' in change) return requireProperties(schema, change.require)
  return releaseProperties(schema, change.release)
}

function allowAlso(schema: JsonSchema, also: JsonSchema): JsonSchema {
  const alternatives = schema.anyOf && Object.keys(schema).length === 1 ? schema.anyOf : [schema]
  if (alternatives.some((alternative) => isDeepStrictEqual(alternative, also))) return schema
  return { anyOf: [...alternatives, also] }
}

function addProperties(schema: JsonSchema, added: Record<string, JsonSchema>): JsonSchema {
  const published = Object.keys(added).filter((name) => schema.properties?.[name])
  if (published.length > 0) throw new UnfitEdit(`${published.join(', ')} is published by now`)
  return { ...schema, properties: { ...schema.properties, ...added } }
}

function requireProperties(schema: JsonSchema, names: string[]): JsonSchema {
  const unknown = names.filter((name) => !schema.properties?.[name])
  if (unknown.length > 0) throw new UnfitEdit(`${unknown.join(', ')} is no property`)
  return { ...schema, required: [...new Set([...(schema.required ?? []), ...names])].toSorted() }
}

function releaseProperties({ required = [], ...schema }: JsonSchema, names: string[]): JsonSchema {
  const unknown = names.filter((name) => !required.includes(name))
  if (unknown.length > 0) throw new UnfitEdit(`${unknown.join(', ')} is not required anyway`)
  const left = required.filter((name) => !names.includes(name))
  return left.length > 0 ? { ...schema, required: left } : schema
}

function findOperation(modules: OperationModule[], id: string): Operation {
  const found = modules.flatMap(({ operations }) => operations).find((operation) => operation.id === id)
  if (!found) throw new UnfitEdit(`no operation ${id}`)
  return found
}
