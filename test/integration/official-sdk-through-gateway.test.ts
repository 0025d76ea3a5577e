import { listOperations, type Operation, sdkMethodOf } from '@causeway/spec'
import { HighLevel, LogLevel } from '@gohighlevel/api-client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { formOf, isOfCompany, type PreparedCall } from '../../simulator/test/drive-operations.ts'
import { type DrivenHub, everything, isSocial, startDrivenHub } from './drive-through-hub.ts'

/** The official SDK, unmodified but for base URL and token, calls the CRM through the hub. */

// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any

let driven: DrivenHub
const keys = { location: '', company: '' }

beforeAll(async () => {
  // Whatever its log level, the SDK prints each refusal with the whole request.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  driven = await startDrivenHub()
  const { house, locationId } = driven
  // A key for one location says by itself what calls are about that name none.
  keys.location = await house.makeKey({ permissions: everything, locationIds: [locationId] })
  keys.company = await house.makeKey({ permissions: everything })
})
afterAll(() => driven.house.close())

function openSdk(key: string): Loose {
  const sdk = new HighLevel({ privateIntegrationToken: key, logLevel: LogLevel.NONE })
  sdk.getHttpClient().defaults.baseURL = driven.house.hub.url
  return sdk
}

/** Calls an operation's method with the arguments its own code takes: parameters first, then a body. */
async function callMethod(sdk: Loose, operation: Operation, call: PreparedCall): Promise<unknown> {
  const { service, method } = sdkMethodOf(operation)!
  const takes = String(sdk[service][method]).split('\n', 1)[0] ?? ''
  const isMultipart = operation.body?.contentTypes.includes('multipart/form-data') ?? false
  const given = [
    ...(takes.includes('params') ? [{ ...call.path, ...call.query }] : []),
    ...(takes.includes('requestBody') ? [isMultipart ? formOf(call.body, call.fileField) : call.body] : []),
  ]
  // The SDK announces JSON unless it is told otherwise.
  const headers = {
    'cache-control': 'no-cache',
    ...(isMultipart && { 'content-type': 'multipart/form-data' }),
  }
  return sdk[service][method](...given, { headers })
}

/** Methods that cannot succeed, and why. */
const unable: Record<string, string> = {
  'oauth.getAccessToken': 'the hub keeps the tokens of the CRM',
  'oauth.getLocationAccessToken': 'the hub keeps the tokens of the CRM',
  'associations.getAssociationKeyByKeyName': 'the SDK leaves {key_name} in the path as it is',
}

test('nearly every method it has reaches its operation through the hub', async () => {
  const sdks = { location: openSdk(keys.location), company: openSdk(keys.company) }
  const byHttp = driven.byHttp(keys.company)
  const succeeded = new Set<string>()
  const failed = new Map<string, string>()
  const operations = listOperations('v2').filter(
    (operation) => sdkMethodOf(operation) !== undefined && !isSocial(operation),
  )
  const nameOf = (operation: Operation): string => {
    const { service, method } = sdkMethodOf(operation)!
    return `${service}.${method}`
  }
  await driven.drive(
    'v2',
    async (operation, call) => {
      if (sdkMethodOf(operation) === undefined) return byHttp(operation, call)
      try {
        const body = await callMethod(isOfCompany(operation) ? sdks.company : sdks.location, operation, call)
        succeeded.add(nameOf(operation))
        return { status: operation.success.status, body }
      } catch (problem) {
        const { statusCode, message, response } = problem as Loose
        failed.set(nameOf(operation), `${statusCode} ${message} ${JSON.stringify(response ?? '')}`)
        return { status: Number(statusCode ?? 599), body: response }
      }
    },
    operations,
  )
  const never = Object.fromEntries([...failed].filter(([name]) => !succeeded.has(name)))
  expect(
    Object.keys(never)
      .filter((name) => unable[name] === undefined)
      .map((name) => `${name}: ${never[name]}`),
  ).toEqual([])
  expect(Object.keys(unable).filter((name) => succeeded.has(name))).toEqual([])
  expect(succeeded.size).toBeGreaterThanOrEqual(500)
}, 600_000)
