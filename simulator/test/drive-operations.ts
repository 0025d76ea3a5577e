import { exampleOf, listOperations, type CallExample, type Generation, type Operation } from '@causeway/spec'
import { findTellers, findTellersByName, firstIdIn } from './find-ids.ts'
import type { Exchange } from './exercise-social.ts'

/** A whole call, with what an upload calls its file. */
export type PreparedCall = CallExample & { fileField?: string }

/** Makes one call and gives what came back, whatever its status. */
export type SendCall = (
  operation: Operation,
  call: PreparedCall,
) => Promise<{ status: number; body: unknown }>

/** Whose tokens the driver calls with, and whom its calls are about. */
export interface DriverPlace {
  url: string
  /** Another way to call than plain HTTP with these tokens. */
  send?: SendCall
  /** A new authorization code of the location. */
  nextCode: () => string
  /** An SMS provider of the location, and the message of a call that was recorded. */
  providerId: string
  callMessageId: string
  locationToken: string
  companyToken: string
  locationId: string
  companyId: string
  userId: string
}

/** What a call sends, when the example needs a hand. */
export type PartialCall = Partial<PreparedCall>

/** A hand for an operation whose example alone cannot succeed. */
export type Hand = (driver: Driver) => Promise<PartialCall> | PartialCall

/** Calls any operation of one generation with its example, made to speak of things that exist. */
export interface Driver {
  place: DriverPlace
  generation: Generation
  /** Every call made and answered, those that only prepared others too. */
  exchanges: Exchange[]
  /** A number no earlier call was given. */
  nextNumber(): number
  /** Calls an operation of this generation by its name without the generation, with these values only. */
  callAs(name: string, call: PartialCall): Promise<Exchange>
  /** Prepares and calls an operation, and gives its exchange whatever the status. */
  drive(operation: Operation): Promise<Exchange>
  /** The id of a thing of this name that exists: `contactId`, `calendarId`. */
  idOf(name: string, asking: Operation): Promise<string | undefined>
}

const versionOf: Record<Generation, string> = { v2: '2021-07-28', v3: 'v3' }

/** Where ids that stand in queries and bodies come from: paths that create or list the things. */
const sourcesOfIds: Record<string, string> = {
  contactId: '/contacts/{contactId}',
  calendarId: '/calendars/{calendarId}',
  pipelineId: '/opportunities/pipelines/{pipelineId}',
  conversationId: '/conversations/{conversationId}',
  workflowId: '/workflows/{workflowId}',
  campaignId: '/campaigns/{campaignId}',
  businessId: '/businesses/{businessId}',
  knowledgeBaseId: '/knowledge-bases/{knowledgeBaseId}',
  agentId: '/voice-ai/agents/{agentId}',
  groupId: '/calendars/groups/{groupId}',
}

/** @param hands by operation id without the generation: `calendars.get-slots`. */
export function createDriver(
  place: DriverPlace,
  generation: Generation,
  hands: Record<string, Hand>,
): Driver {
  const operations = listOperations(generation)
  const exchanges: Exchange[] = []
  const known = new Map<string, string>()
  let numbersGiven = 0
  /** Asked once, so that things that refer to each other do not ask in a circle. */
  const asked = new Set<string>()

  const sendCall = place.send ?? sendByHttp(place)

  async function send(operation: Operation, call: PreparedCall): Promise<Exchange> {
    const exchange: Exchange = { operation, ...(await sendCall(operation, call)) }
    exchanges.push(exchange)
    return exchange
  }

  async function prepare(operation: Operation): Promise<PreparedCall> {
    const example = exampleOf(operation)
    const prepared: PreparedCall = {
      ...example,
      path: {},
      query: (await withRealIds(example.query, operation)) as CallExample['query'],
      ...(example.body !== undefined && { body: await withRealIds(example.body, operation) }),
    }
    const hand = hands[operation.id.replace(/^v\d\./, '')]
    const given = hand ? await hand(driver) : {}
    // Parents first: what is below is made below them.
    for (const [name, value] of inPathOrder(operation, example.path))
      prepared.path[name] =
        given.path?.[name] ?? ownId(name) ?? (await tellId(operation, name, prepared.path)) ?? value
    return {
      path: { ...prepared.path, ...given.path },
      query: { ...prepared.query, ...given.query },
      ...(given.fileField !== undefined && { fileField: given.fileField }),
      ...(given.body !== undefined
        ? { body: mergeBodies(prepared.body, given.body) }
        : prepared.body !== undefined && { body: prepared.body }),
    }
  }

  const ownId = (name: string): string | undefined =>
    ({
      locationId: place.locationId,
      location_id: place.locationId,
      companyId: place.companyId,
      userId: place.userId,
      assignedTo: place.userId,
      assignedUserId: place.userId,
    })[name]

  /** Ids of path parameters: a thing made for this call where things can be made, else the first that is listed. */
  async function tellId(
    operation: Operation,
    parameter: string,
    path: Record<string, string>,
  ): Promise<string | undefined> {
    for (const teller of findTellers(operations, operation.path, parameter)) {
      if (teller.id === operation.id) continue
      const call = await prepare(teller)
      const shared = Object.entries(path).filter(([name]) => name in call.path)
      const { status, body } = await send(teller, {
        ...call,
        path: { ...call.path, ...parentIds(operation, teller, path), ...Object.fromEntries(shared) },
      })
      const id = status < 300 ? firstIdIn(body, [parameter]) : undefined
      if (id !== undefined) return id
    }
    return idOf(parameter, operation)
  }

  async function idOf(name: string, asking: Operation): Promise<string | undefined> {
    const source = sourcesOfIds[name]
    if (!name.endsWith('Id')) return undefined
    const tellers =
      source === undefined
        ? findTellersByName(operations, asking, name)
        : findTellers(operations, source, name)
    const key = `${name} ${tellers[0]?.id}`
    if (asked.has(key)) return known.get(key)
    asked.add(key)
    for (const teller of tellers) {
      const { status, body } = await send(teller, await prepare(teller))
      const id = status < 300 ? firstIdIn(body, [name]) : undefined
      if (id === undefined) continue
      known.set(key, id)
      return id
    }
    return undefined
  }

  async function withRealIds(value: unknown, asking: Operation): Promise<unknown> {
    if (Array.isArray(value)) return Promise.all(value.map((one) => withRealIds(one, asking)))
    if (typeof value !== 'object' || value === null) return value
    const isOfCompany = 'altType' in value && value.altType === 'company'
    const entries: [string, unknown][] = []
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'altId') entries.push([name, isOfCompany ? place.companyId : place.locationId])
      else if (typeof inner === 'string')
        entries.push([name, ownId(name) ?? (await idOf(name, asking)) ?? inner])
      else entries.push([name, await withRealIds(inner, asking)])
    }
    return Object.fromEntries(entries)
  }

  const driver: Driver = {
    place,
    generation,
    exchanges,
    nextNumber: () => (numbersGiven += 1),
    async callAs(name, call) {
      const operation = operations.find(({ id }) => id === `${generation}.${name}`)
      if (operation === undefined) throw new Error(`no operation ${name} in ${generation}`)
      return send(operation, { path: {}, query: {}, ...call })
    },
    idOf,
    drive: async (operation) => send(operation, await prepare(operation)),
  }
  return driver
}

/**
 * Calls over plain HTTP, as any program would.
 * @param extra headers for an operation besides the token, the version and the content type
 */
export const sendByHttp =
  (
    place: Pick<DriverPlace, 'url' | 'companyToken' | 'locationToken'>,
    extra: (operation: Operation) => Record<string, string> = () => ({}),
  ): SendCall =>
  async (operation, call) => {
    const path = operation.path.replace(/\{(\w+)\}/g, (_match, name: string) =>
      encodeURIComponent(call.path[name] ?? ''),
    )
    const search = new URLSearchParams(
      Object.entries(call.query).flatMap(([name, value]) =>
        [value].flat().map((one): [string, string] => [name, String(one)]),
      ),
    ).toString()
    const isMultipart = operation.body?.contentTypes.includes('multipart/form-data') ?? false
    const response = await fetch(`${place.url}${path}${search === '' ? '' : `?${search}`}`, {
      method: operation.method,
      headers: {
        authorization: `Bearer ${isOfCompany(operation) ? place.companyToken : place.locationToken}`,
        version: versionOf[operation.generation],
        ...(call.body !== undefined && !isMultipart && { 'content-type': 'application/json' }),
        ...extra(operation),
      },
      ...(call.body !== undefined && {
        body: isMultipart ? formOf(call.body, call.fileField) : JSON.stringify(call.body),
      }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return {
      status: response.status,
      body: text === '' ? undefined : isJson ? (JSON.parse(text) as unknown) : text,
    }
  }

/** Whether only companies may make a call. */
export const isOfCompany = ({ tokenClasses }: Operation): boolean =>
  tokenClasses.includes('company') && !tokenClasses.includes('location')

const inPathOrder = ({ path }: Operation, values: Record<string, string>): [string, string][] =>
  Object.entries(values).toSorted(([a], [b]) => path.indexOf(`{${a}}`) - path.indexOf(`{${b}}`))

/** Ids of the parents both paths have in the same places, under the teller's own names. */
function parentIds(operation: Operation, teller: Operation, path: Record<string, string>) {
  const own = operation.path.split('/')
  const named = teller.path.split('/').flatMap((segment, index): [string, string][] => {
    const mine = own[index] ?? ''
    if (!segment.startsWith('{') || !mine.startsWith('{')) return []
    const id = path[mine.slice(1, -1)]
    return id === undefined ? [] : [[segment.slice(1, -1), id]]
  })
  return Object.fromEntries(named)
}

const mergeBodies = (body: unknown, given: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body) && typeof given === 'object'
    ? Object.fromEntries(Object.entries({ ...body, ...given }).filter(([, value]) => value !== undefined))
    : given

/** A form with the body's fields and a file, as uploads want one. */
export function formOf(body: unknown, fileField = 'file'): FormData {
  const form = new FormData()
  const fields = typeof body === 'object' && body !== null ? body : {}
  for (const [name, value] of Object.entries(fields)) {
    if (name !== 'file') form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  form.set(fileField, new Blob(['a small file'], { type: 'text/plain' }), 'note.txt')
  return form
}
