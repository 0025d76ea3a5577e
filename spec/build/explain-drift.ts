import { isDeepStrictEqual } from 'node:util'
import type { Operation, OperationParameter } from '../src/operation.types.ts'
import { compareSchemas, type ExplainedChange } from './compare-schemas.ts'

/** What differs between two definitions of an operation whose schemas stand alone, in plain words. */
export function explainDrift(before: Operation, after: Operation): ExplainedChange[] {
  return [
    ...explainPlace(before, after),
    ...explainVersions(before, after),
    ...explainAuthorization(before, after),
    ...explainParameters(before, after),
    ...explainBody(before, after),
    ...explainAnswer(before, after),
    ...explainNature(before, after),
  ]
}

const harmless = (sentence: string): ExplainedChange => ({ sentence, isBreaking: false })
const breaking = (sentence: string): ExplainedChange => ({ sentence, isBreaking: true })
const code = (values: readonly string[]) => values.map((value) => `\`${value}\``).join(', ')

function explainPlace(before: Operation, after: Operation): ExplainedChange[] {
  const [was, is] = [before, after].map(({ method, path }) => `${method} ${path}`)
  return was === is ? [] : [breaking(`It moved from \`${was}\` to \`${is}\`.`)]
}

function explainVersions(before: Operation, after: Operation): ExplainedChange[] {
  if (isDeepStrictEqual(before.versions, after.versions)) return []
  const [sent] = before.versions
  const sentence = `The Version header now takes ${code(after.versions) || 'no value'}, not ${code(before.versions) || 'none'}.`
  const isRefused = sent !== undefined && !after.versions.includes(sent)
  return [{ sentence, isBreaking: isRefused }]
}

function explainAuthorization(before: Operation, after: Operation): ExplainedChange[] {
  const added = (was: readonly string[], is: readonly string[]) => is.filter((one) => !was.includes(one))
  const newScopes = added(before.scopes, after.scopes)
  const oldScopes = added(after.scopes, before.scopes)
  const newClasses = added(before.tokenClasses, after.tokenClasses)
  const oldClasses = added(after.tokenClasses, before.tokenClasses)
  const refusal =
    after.isPrivateTokenRefused === true
      ? breaking('It no longer takes private integration tokens.')
      : harmless('It now takes private integration tokens.')
  return [
    ...(newScopes.length > 0 ? [breaking(`It needs the new scope ${code(newScopes)}.`)] : []),
    ...(oldScopes.length > 0 ? [harmless(`It no longer needs the scope ${code(oldScopes)}.`)] : []),
    ...newClasses.map((one) => harmless(`It now takes the token of a ${one}.`)),
    ...oldClasses.map((one) => breaking(`It no longer takes the token of a ${one}.`)),
    ...(before.isPrivateTokenRefused === after.isPrivateTokenRefused ? [] : [refusal]),
  ]
}

function explainParameters(before: Operation, after: Operation): ExplainedChange[] {
  const keyed = ({ parameters }: Operation) =>
    new Map(parameters.map((one) => [`${one.in} ${one.name}`, one]))
  const [was, is] = [keyed(before), keyed(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) =>
    explainParameter(was.get(key), is.get(key)),
  )
}

function explainParameter(
  before: OperationParameter | undefined,
  after: OperationParameter | undefined,
): ExplainedChange[] {
  const parameter = after ?? before
  if (!parameter) return []
  const whole = `The ${parameter.in} parameter \`${parameter.name}\``
  if (!after) return [breaking(`${whole} is gone.`)]
  if (!before) {
    return [after.required ? breaking(`${whole} is new and required.`) : harmless(`${whole} is new.`)]
  }
  const isNowNeeded = `${whole} is ${after.required ? 'now' : 'no longer'} required.`
  const list = after.isCommaSeparated === true ? 'separated by commas' : 'repeated for each value'
  return [
    ...(before.required === after.required ? [] : [{ sentence: isNowNeeded, isBreaking: after.required }]),
    ...(before.isCommaSeparated === after.isCommaSeparated ? [] : [breaking(`${whole} is now ${list}.`)]),
    ...compareSchemas(before.schema, after.schema, { direction: 'request', whole }),
  ]
}

function explainBody({ body: before }: Operation, { body: after }: Operation): ExplainedChange[] {
  if (!before && !after) return []
  if (!after) return [breaking('It no longer takes a body.')]
  if (!before) {
    return [after.required ? breaking('It now needs a body.') : harmless('It now takes a body.')]
  }
  const goneTypes = before.contentTypes.filter((type) => !after.contentTypes.includes(type))
  const newTypes = after.contentTypes.filter((type) => !before.contentTypes.includes(type))
  return [
    ...(before.required === after.required
      ? []
      : [
          {
            sentence: `The body is ${after.required ? 'now' : 'no longer'} required.`,
            isBreaking: after.required,
          },
        ]),
    ...(goneTypes.length > 0 ? [breaking(`The body may no longer be ${code(goneTypes)}.`)] : []),
    ...(newTypes.length > 0 ? [harmless(`The body may now also be ${code(newTypes)}.`)] : []),
    ...compareSchemas(before.schema, after.schema, { direction: 'request', whole: 'The body' }),
  ]
}

function explainAnswer(before: Operation, after: Operation): ExplainedChange[] {
  const { success: was, failureStatuses: failed } = before
  const { success: is, failureStatuses: fails } = after
  const schemas =
    was.schema && is.schema
      ? compareSchemas(was.schema, is.schema, { direction: 'answer', whole: 'The answer' })
      : []
  return [
    ...(was.status === is.status ? [] : [harmless(`It succeeds with ${is.status}, not ${was.status}.`)]),
    ...(was.schema && !is.schema ? [harmless('What it answers is no longer published.')] : []),
    ...(!was.schema && is.schema ? [harmless('What it answers is now published.')] : []),
    ...schemas,
    ...(isDeepStrictEqual(failed, fails)
      ? []
      : [harmless(`Its failures are now ${fails.join(', ') || 'unpublished'}.`)]),
  ]
}

function explainNature(before: Operation, after: Operation): ExplainedChange[] {
  const deprecated =
    after.isDeprecated === true ? 'The CRM now advises against it.' : 'The CRM no longer advises against it.'
  return [
    ...((before.isDeprecated ?? false) === (after.isDeprecated ?? false) ? [] : [harmless(deprecated)]),
    ...(before.access === after.access ? [] : [harmless(`It is now counted as a ${after.access}.`)]),
    ...(before.isDestructive === after.isDestructive
      ? []
      : [harmless(`It is now counted as ${after.isDestructive ? '' : 'not '}destructive.`)]),
  ]
}
