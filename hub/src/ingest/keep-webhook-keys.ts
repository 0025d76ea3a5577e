import { createPublicKey, type KeyObject } from 'node:crypto'
import { createWebhookVerifier, type WebhookVerdict, type WebhookVerifier } from '@causeway/client'
import type { Clock } from '../platform/clock.ts'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { WebhookKeyRow, WebhookKeysStore } from '../store/webhook-keys.store.ts'
import { ingestErrors } from './ingest.errors.ts'
import type { IncomingDelivery, Proof } from './ingest.types.ts'

/** The keys whose signatures count, and what they say of a delivery. */
export interface WebhookKeyKeeper {
  /** What proves a delivery, or why nothing does. */
  judge(delivery: IncomingDelivery): Promise<Proof | Refusal>
  list(): Promise<WebhookKeyRow[]>
  /** @throws `ingest.key_unusable`, `ingest.rsa_off` */
  add(key: { name: string; key: string }): Promise<WebhookKeyRow>
  /** @throws `ingest.key_unknown` */
  retire(id: string): Promise<WebhookKeyRow>
  start(): Promise<void>
  stop(): Promise<void>
}

export interface Refusal {
  refusedFor: (WebhookVerdict & { isGenuine: false })['reason']
}

export interface KeyKeeperOptions {
  store: WebhookKeysStore
  clock: Clock
  log: Log
  /** No other process can use the database: it is the embedded one. */
  isAlone: boolean
  /** Whether the retired way of signing counts. */
  acceptsRsa: boolean
  /** Whether deliveries without a signature from this machine itself count. */
  allowsUnsigned: boolean
  /** Gives the keys of the simulator this hub is set to; undefined: the hub knows no simulator. */
  readSimulatorKeys?: (() => Promise<SimulatorKey[]>) | undefined
}

export interface SimulatorKey {
  id: string
  algorithm: 'ed25519' | 'rsa'
  spki: string
}

/** Another process may add and retire keys. */
const reloadEveryMs = 5000
/** A forger must not make the hub ask the simulator for its keys all the time. */
const askSimulatorEveryMs = 5000
const preferEveryMs = 1000
const forwardingHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

interface LiveKeys {
  ed25519: WebhookKeyRow[]
  rsa: WebhookKeyRow[]
  verifier: WebhookVerifier | undefined
}

/** Verifies with the live keys of the database. Without any, everything is refused. */
export function keepWebhookKeys(options: KeyKeeperOptions): WebhookKeyKeeper {
  const { store, clock, log, isAlone, acceptsRsa, allowsUnsigned, readSimulatorKeys } = options
  let live: LiveKeys = { ed25519: [], rsa: [], verifier: undefined }
  let firstLoad: Promise<void> | undefined
  let looking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let askedSimulatorMs = -Infinity
  let asking: Promise<boolean> | undefined
  let used = new Map<string, Date>()
  let preferred: string | undefined
  let preferredMs = -Infinity

  async function load(): Promise<void> {
    const rows = await store.list()
    arrange(
      rows.filter(
        ({ retired_at: retiredAt, source }) =>
          retiredAt === null && (source !== 'simulator' || readSimulatorKeys !== undefined),
      ),
    )
  }

  /** Each key that does not fit costs as much as the one that does, so the one that did lately is tried first. */
  function arrange(rows: readonly WebhookKeyRow[]): void {
    const sorted = rows.toSorted(
      (one, other) => Number(other.id === preferred) - Number(one.id === preferred),
    )
    const ed25519 = sorted.filter(({ algorithm }) => algorithm === 'ed25519')
    const rsa = acceptsRsa ? sorted.filter(({ algorithm }) => algorithm === 'rsa') : []
    const hasAny = ed25519.length + rsa.length > 0
    live = {
      ed25519,
      rsa,
      verifier: hasAny
        ? createWebhookVerifier({
            keys: ed25519.map(({ spki }) => spki),
            rsaKeys: rsa.map(({ spki }) => spki),
          })
        : undefined,
    }
  }

  /** While keys overlap, deliveries of both come: the order need not follow each of them. */
  function prefer(id: string): void {
    if (performance.now() - preferredMs < preferEveryMs) return
    preferredMs = performance.now()
    preferred = id
    arrange([...live.ed25519, ...live.rsa])
  }

  async function look(): Promise<void> {
    try {
      await load()
      const told = used
      used = new Map()
      await store.markUsed(told)
    } catch (problem) {
      log.warn({ problem: messageOf(problem) }, 'the webhook keys could not be read')
    }
    if (isStopped) return
    timer = setTimeout(() => {
      looking = look()
    }, reloadEveryMs).unref()
  }

  /** Asks the simulator for its keys, at most every few seconds; says whether it did. */
  function askSimulator(): Promise<boolean> {
    if (readSimulatorKeys === undefined) return Promise.resolve(false)
    if (asking !== undefined) return asking
    if (performance.now() - askedSimulatorMs < askSimulatorEveryMs) return Promise.resolve(false)
    askedSimulatorMs = performance.now()
    asking = readSimulatorKeys()
      .then(async (keys) => {
        const named = keys.map(({ id, algorithm, spki }) => ({ name: `Simulator ${id}`, algorithm, spki }))
        await store.keepSimulators(named.flatMap(readable), clock.now())
        await load()
        return true
      })
      .catch((problem: unknown) => {
        log.debug({ problem: messageOf(problem) }, 'the simulator’s webhook keys cannot be had')
        return false
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }

  async function verify({ rawBody, headers }: IncomingDelivery): Promise<Proof | Refusal> {
    const { verifier, ed25519, rsa } = live
    if (verifier === undefined) return { refusedFor: 'signature_wrong' }
    // The pool's way costs more in all, and less of the thread that the embedded database needs for itself.
    const verdict = isAlone ? await verifier.verify(rawBody, headers) : verifier.verifyNow(rawBody, headers)
    if (!verdict.isGenuine) return { refusedFor: verdict.reason }
    const key = (verdict.scheme === 'ed25519' ? ed25519 : rsa)[verdict.keyIndex]!
    used.set(key.id, clock.now())
    if (verdict.keyIndex > 0) prefer(key.id)
    return {
      verdict: verdict.scheme,
      keyId: key.id,
      environment: key.source === 'simulator' ? 'simulator' : 'live',
    }
  }

  return {
    async judge(delivery) {
      // A delivery may come before the hub is quite up.
      await (firstLoad ??= look())
      const first = await verify(delivery)
      if (!('refusedFor' in first)) return first
      if (first.refusedFor === 'signature_missing' && allowsUnsigned && isFromHere(delivery))
        return { verdict: 'unchecked', keyId: null, environment: null }
      // A simulator without a data file has a new key with each start.
      const mayBeNew = first.refusedFor === 'signature_wrong' && (await askSimulator())
      return mayBeNew ? verify(delivery) : first
    },

    list: () => store.list(),

    async add({ name, key }) {
      const { algorithm, spki } = readKey(key)
      if (algorithm === 'rsa' && !acceptsRsa)
        throw ingestErrors.rsa_off('The key is of the retired way of signing, which is switched off')
      const known = (await store.list()).find((one) => one.spki === spki && one.retired_at === null)
      if (known !== undefined)
        throw ingestErrors.key_known(`The hub trusts this key already, as “${known.name}”`)
      const row = await store.add({ name, algorithm, spki, source: 'added' }, clock.now())
      await load()
      return row
    },

    async retire(id) {
      const row = await store.retire(id, clock.now())
      if (row === undefined) throw ingestErrors.key_unknown(`There is no webhook key ${id}`)
      await load()
      return row
    },

    async start() {
      firstLoad ??= look()
      await firstLoad
      await askSimulator()
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await firstLoad
      await looking
      await asking
      await store.markUsed(used).catch(() => {})
    },
  }
}

/** Behind a proxy on this machine every request comes from it: what was passed on is not from here. */
const isFromHere = ({ isLoopback, headers }: IncomingDelivery): boolean =>
  isLoopback && forwardingHeaders.every((name) => headers[name] === undefined)

/** @throws `ingest.key_unusable` */
function readKey(text: string): { algorithm: 'ed25519' | 'rsa'; spki: string } {
  let key: KeyObject
  try {
    // A private key has a public one in it: whoever pastes it should learn that it is the wrong one.
    if (text.includes('PRIVATE KEY')) throw new TypeError('It is a private key')
    key = text.includes('-----BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
  } catch (cause) {
    throw ingestErrors.key_unusable('This is no public key that can be read', { cause })
  }
  const { asymmetricKeyType: algorithm } = key
  if (algorithm !== 'ed25519' && algorithm !== 'rsa')
    throw ingestErrors.key_unusable(`Keys of kind ${algorithm} sign no webhooks of the CRM`)
  return { algorithm, spki: key.export({ format: 'der', type: 'spki' }).toString('base64') }
}

/** A key of the simulator that can be used; what cannot is passed over. */
function readable<Key extends { spki: string }>(key: Key): Key[] {
  try {
    return [{ ...key, ...readKey(key.spki) }]
  } catch {
    return []
  }
}
