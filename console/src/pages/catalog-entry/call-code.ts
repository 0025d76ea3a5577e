import type { OperationDefinition } from '@causeway/hub/contract'
import { callAddress } from './call-address.ts'
import { formFieldsOf, isMultipart, takesFiles } from './call-files.ts'
import { isRecord } from './form-schema.ts'

export type CodeForm = 'curl' | 'fetch' | 'sdk' | 'cli'

export type CodeInput = {
  hubUrl: string
  apiKey: string
  /** Id of the entry in the catalog. */
  entryId: string
  definition: OperationDefinition
  values: { path: Record<string, string>; query: Record<string, unknown>; body?: unknown }
  /** Files of a form: their fields and names. */
  files?: { field: string; name: string }[]
  locationId: string | undefined
  /** It destroys or costs: callers must say that they mean it. */
  needsConfirm: boolean
}

/** The same call in the words of a terminal, a program, the CRM's own SDK, and this hub's command. */
export function callCode(input: CodeInput): Record<CodeForm, string | undefined> {
  return { curl: curlOf(input), fetch: fetchOf(input), sdk: sdkOf(input), cli: cliOf(input) }
}

function requestOf({ hubUrl, apiKey, definition, values, locationId, needsConfirm }: CodeInput) {
  const isNamed = locationId === undefined || JSON.stringify(values).includes(JSON.stringify(locationId))
  const [version] = definition.versions
  const hasBody = values.body !== undefined || takesFiles(definition)
  const contentType = hasBody ? definition.body?.contentTypes[0] : undefined
  return {
    url: hubUrl + callAddress(definition, values),
    contentType,
    headers: {
      Authorization: `Bearer ${apiKey}`,
      ...(version === undefined ? {} : { Version: version }),
      ...(isNamed ? {} : { 'Causeway-Location': locationId }),
      ...(needsConfirm ? { 'Causeway-Confirm': 'true' } : {}),
      // The border of a multipart body is chosen by whoever writes it.
      ...(contentType === undefined || isMultipart(contentType) ? {} : { 'Content-Type': contentType }),
    },
  }
}

function curlOf(input: CodeInput): string {
  const { url, headers, contentType } = requestOf(input)
  const { body } = input.values
  return [
    `curl ${quote(url)}`,
    ...(input.definition.method === 'GET' ? [] : [`-X ${input.definition.method}`]),
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(isMultipart(contentType)
      ? [
          // Text that begins with @ or < would be taken for the name of a file.
          ...formFieldsOf(body).map(([name, value]) => `--form-string ${quote(`${name}=${value}`)}`),
          ...(input.files ?? []).map(({ field, name }) => `-F ${quote(`${field}=@${name}`)}`),
        ]
      : body === undefined
        ? []
        : contentType === 'application/x-www-form-urlencoded' && isRecord(body)
          ? Object.entries(body).map(
              ([name, value]) => `--data-urlencode ${quote(`${name}=${textOf(value)}`)}`,
            )
          : [`-d ${quote(JSON.stringify(body))}`]),
  ].join(' \\\n  ')
}

function fetchOf(input: CodeInput): string {
  const { url, headers, contentType } = requestOf(input)
  const { body } = input.values
  const isForm = isMultipart(contentType)
  const encoded =
    contentType === 'application/x-www-form-urlencoded'
      ? `new URLSearchParams(${literal(body, 2)})`
      : `JSON.stringify(${literal(body, 2)})`
  return [
    ...(isForm ? formLines(input) : []),
    `const response = await fetch('${url}', {`,
    ...(input.definition.method === 'GET' ? [] : [`  method: '${input.definition.method}',`]),
    '  headers: {',
    ...Object.entries(headers).map(([name, value]) => `    ${nameOf(name)}: '${value}',`),
    '  },',
    ...(isForm ? ['  body: form,'] : body === undefined ? [] : [`  body: ${encoded},`]),
    '})',
    'console.log(await response.json())',
  ].join('\n')
}

/** A form with its fields and files, as Node reads files. */
function formLines({ values, files = [] }: CodeInput): string[] {
  return [
    ...(files.length > 0 ? ["const { openAsBlob } = await import('node:fs')"] : []),
    'const form = new FormData()',
    ...formFieldsOf(values.body).map(
      ([name, value]) => `form.append(${textLiteral(name)}, ${textLiteral(value)})`,
    ),
    ...files.map(
      ({ field, name }) =>
        `form.append(${textLiteral(field)}, await openAsBlob(${textLiteral(name)}), ${textLiteral(name)})`,
    ),
  ]
}

/** The SDK's own package has the vendor's name in it; it cannot be called by another. */
function sdkOf(input: CodeInput): string | undefined {
  const { sdk } = input.definition
  if (sdk === null) return undefined
  const { headers } = requestOf(input)
  const { path, query, body } = input.values
  const parameters = { ...path, ...query }
  const own = Object.entries(headers).filter(([name]) => name.startsWith('Causeway-'))
  const takesParameters = input.definition.parameters.some((parameter) => parameter.in !== 'header')
  const isForm = takesFiles(input.definition)
  // The SDK would send the form as JSON.
  const headersGiven = {
    ...Object.fromEntries(own),
    ...(isForm && { 'Content-Type': 'multipart/form-data' }),
  }
  const options = Object.keys(headersGiven).length === 0 ? [] : [literal({ headers: headersGiven }, 0)]
  const given = [
    ...(takesParameters ? [literal(parameters, 0)] : []),
    ...(input.definition.body === null ? [] : [isForm ? 'form' : literal(body ?? {}, 0)]),
    ...options,
  ]
  return [
    "import { HighLevel } from '@gohighlevel/api-client'",
    '',
    `const crm = new HighLevel({ privateIntegrationToken: '${input.apiKey}' })`,
    `crm.getHttpClient().defaults.baseURL = '${input.hubUrl}'`,
    ...(isForm ? ['', ...formLines(input)] : []),
    '',
    `console.log(await crm.${sdk.service}.${sdk.method}(${given.join(', ')}))`,
  ].join('\n')
}

function cliOf({ entryId, values, files = [], locationId, needsConfirm }: CodeInput): string {
  const pairs = [...pairsOf(values.path), ...pairsOf(values.query), ...pairsOf(values.body)]
  return [
    `causeway call ${entryId}`,
    ...(locationId === undefined ? [] : [`--location ${quoteIfNeeded(locationId)}`]),
    ...pairs.filter((pair) => pair !== `locationId=${locationId}`).map(quoteIfNeeded),
    ...files.map(({ field, name }) => `--file ${quoteIfNeeded(`${field}=${name}`)}`),
    ...(needsConfirm ? ['--confirm'] : []),
  ].join(' ')
}

/** Text is written as it is, everything else as JSON after `:=`. */
function pairsOf(values: unknown): string[] {
  if (!isRecord(values)) return values === undefined ? [] : [`body:=${JSON.stringify(values)}`]
  return Object.entries(values).map(([name, value]) =>
    typeof value === 'string' ? `${name}=${value}` : `${name}:=${JSON.stringify(value)}`,
  )
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
const textLiteral = (text: string) =>
  `'${text.replaceAll(/['\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}'`
const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`
const quoteIfNeeded = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : quote(text))
const nameOf = (name: string) => (/^[a-z_$][\w$]*$/i.test(name) ? name : `'${name}'`)

/** A value as JavaScript, on one line while it is short. */
function literal(value: unknown, indent: number): string {
  const wide = JSON.stringify(value, null, 2) ?? 'undefined'
  const narrow = JSON.stringify(value) ?? 'undefined'
  return narrow.length <= 60 ? narrow : wide.replaceAll('\n', `\n${' '.repeat(indent)}`)
}
