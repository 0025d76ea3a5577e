import { coversLocation } from '../oauth/list-installed-locations.ts'
import type { OAuthStore } from '../oauth/oauth.store.ts'
import type { Grant, RegisteredApp } from '../oauth/oauth.types.ts'
import type { ServerLocation, ServerWorld } from '../simulator.types.ts'
import { webhookEvent } from './webhook-events.ts'
import type { Happening } from './webhooks.types.ts'

/** An app that hears of something, and where. */
export interface Receiver {
  app: RegisteredApp
  url: string
}

/** Told to every app whether it asked or not (facts 3.1). */
const alwaysTold = ['AppInstall', 'AppUninstall', 'AppUpdate']

/** Sent to the address of the provider alone: nobody else is to send the message. */
const neverByDefault = ['ProviderOutboundMessage']

/**
 * The apps that hear of a happening: they have a URL for it, are installed where it happened, and were allowed its
 * scopes. Private integration tokens get none.
 */
export function chooseReceivers(store: OAuthStore, world: ServerWorld, happening: Happening): Receiver[] {
  const location = world.locations.find(({ id }) => id === happening.locationId)
  return [...store.apps.values()].flatMap((app) => {
    const url = urlFor(app, happening.event)
    if (url === undefined) return []
    const hears =
      happening.appId === undefined ? isAllowed(store, app, happening, location) : happening.appId === app.id
    return hears ? [{ app, url }] : []
  })
}

function urlFor({ webhooks }: RegisteredApp, event: string): string | undefined {
  if (webhooks === undefined) return undefined
  const { events, eventUrls, defaultUrl } = webhooks
  const isWanted = events === 'all' || events.includes(event) || alwaysTold.includes(event)
  if (!isWanted) return undefined
  const own = Object.hasOwn(eventUrls, event) ? eventUrls[event] : undefined
  return own ?? (neverByDefault.includes(event) ? undefined : defaultUrl)
}

function isAllowed(
  { grants }: OAuthStore,
  app: RegisteredApp,
  { event, companyId }: Happening,
  location: ServerLocation | undefined,
): boolean {
  const { scopes } = webhookEvent(event)
  const reaches = (grant: Grant) =>
    location === undefined
      ? grant.class === 'Company' && grant.companyId === companyId
      : coversLocation(grant, location)
  for (const grant of grants.values())
    if (grant.appId === app.id && reaches(grant) && scopes.every((scope) => grant.scopes.includes(scope)))
      return true
  return false
}
