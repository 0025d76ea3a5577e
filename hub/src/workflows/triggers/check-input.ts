import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { workflowErrors } from '../workflows.errors.ts'

type Schema = Record<string, unknown>

const compiled = new WeakMap<Schema, ValidateFunction>()

/**
 * Compares the input of a run with the schema its trigger describes.
 * @throws `workflows.input_invalid` naming every field that does not fit
 */
export function checkInput(schema: Schema | undefined, input: unknown): void {
  if (schema === undefined) return
  const check = compiled.get(schema) ?? compile(schema)
  if (check(input ?? {})) return
  const issues = (check.errors ?? []).map(({ instancePath, message }) => ({
    path: `input${instancePath.replaceAll('/', '.')}`,
    message: message ?? 'does not fit',
  }))
  throw workflowErrors.input_invalid(
    `The input is not what the workflow asks for: ${issues.map(({ path, message }) => `${path} ${message}`).join(', ')}`,
    { details: { issues } },
  )
}

/** What is wrong with a schema; undefined when inputs can be compared with it. */
export function schemaProblem(schema: Schema): string | undefined {
  try {
    compile(schema)
    return undefined
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem)
  }
}

function compile(schema: Schema): ValidateFunction {
  const check = new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(schema)
  compiled.set(schema, check)
  return check
}
