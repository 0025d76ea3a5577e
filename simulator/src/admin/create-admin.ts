import { randomUUID } from 'node:crypto'
import type { ControlledClock } from '../clock.ts'
import type { Faults } from '../faults/faults.types.ts'
import { agencyAdminOf, installApp, locationUserOf } from '../oauth/install-app.ts'
import type { OAuthContext } from '../oauth/oauth-context.ts'
import { newHexId, newPrivateToken } from '../oauth/oauth.store.ts'
import type { Grant, PrivateToken, RegisteredApp } from '../oauth/oauth.types.ts'
import { revokeGrant, uninstallApp } from '../oauth/uninstall-app.ts'
import { demoApp } from '../oauth/demo-credentials.ts'
import { coversLocation } from '../oauth/list-installed-locations.ts'
import { installationsOf } from '../webhooks/describe-app-change.ts'
import type { Bursts } from '../webhooks/create-bursts.ts'
import { AdminError, invalidField, notFound } from './admin.errors.ts'
import type { AdminApi, CustomerAdmin, LimitChoice, PrivateTokenDraft } from './admin.types.ts'

/** What the admin functions work on beside the authorization side. */
export interface AdminContext {
  oauth: OAuthContext
  clock: ControlledClock
  faults: Faults
  limits: { get(): LimitChoice; set(limits: LimitChoice): void }
  /** Every switch by name; setting one takes effect at once. */
  switches: Record<string, boolean>
  allScopes: string[]
  customers?: CustomerAdmin
  bursts: Bursts
}

const dayMs = 86_400_000

/** Makes the admin functions; the HTTP routes and `simulator.admin` are both these. */
export function createAdmin(context: AdminContext): AdminApi {
  const { oauth, clock, faults, limits, switches, bursts } = context
  const { store, world, requests } = oauth

  const changed = <Value>(value: Value): Value => {
    store.changed()
    return value
  }

  function locationOf(locationId: string) {
    const location = world.locations.find(({ id }) => id === locationId)
    if (!location) throw notFound('location', locationId)
    return location
  }

  function appOf(isMeant: (app: RegisteredApp) => boolean, named: string) {
    const app = [...store.apps.values()].find(isMeant)
    if (!app) throw notFound('app', named)
    return app
  }

  function privateTokenOf(tokenId: string) {
    const token = store.privateTokens.get(tokenId)
    if (!token) throw notFound('private token', tokenId)
    return token
  }

  const clockState = () => ({
    now: clock.now().toISOString(),
    mode: clock.isFrozen ? ('frozen' as const) : ('running' as const),
  })

  function announceUninstall({
    appId,
    companyId,
    locationId,
  }: Pick<Grant, 'appId' | 'companyId' | 'locationId'>) {
    oauth.announce({
      kind: 'uninstalled',
      appId,
      companyId,
      ...(locationId !== undefined && { locationId }),
    })
  }

  function customersOf(id: string): CustomerAdmin {
    if (!context.customers) throw notFound('list of contacts', id)
    return context.customers
  }

  const api: AdminApi = {
    state: () => ({
      clock: clockState(),
      limits: limits.get(),
      switches: { ...switches },
      companies: world.companies.map(({ id, name, email }) => ({ id, name, email })),
      locations: world.locations,
      users: world.users.map(({ id, companyId, name }) => ({ id, companyId, name })),
      apps: [...store.apps.values()],
      grants: [...store.grants.values()],
      privateTokens: [...store.privateTokens.values()],
      faults: faults.list(),
      requests: {
        total: requests.total,
        tooManyRequests: requests.tooManyRequests,
        tokenRotations: requests.tokenRotations,
        refreshRepeats: requests.refreshRepeats,
        byStatus: { ...requests.byStatus },
        byOperation: { ...requests.byOperation },
      },
    }),

    moveClock({ now, advanceMs, mode }) {
      const target = now === undefined ? undefined : new Date(now)
      if (target && Number.isNaN(target.getTime())) throw invalidField('now must be an ISO instant')
      const advanced = new Date((target ?? clock.now()).getTime() + (advanceMs ?? 0))
      if (Number.isNaN(advanced.getTime())) throw invalidField('the clock cannot move that far')
      if (mode === 'frozen') clock.freeze()
      if (mode === 'running') clock.run()
      if (target) clock.set(target)
      if (advanceMs !== undefined) clock.advance(advanceMs)
      return clockState()
    },
    setLimits(choice) {
      limits.set(choice)
      return limits.get()
    },
    setSwitches(changes) {
      for (const name of Object.keys(changes))
        if (!Object.hasOwn(switches, name)) throw notFound('switch', name)
      return { ...Object.assign(switches, changes) }
    },

    location: (locationId) => ({
      ...locationOf(locationId),
      ...world.describeLocation(locationId),
      ...(context.customers?.describeLocation(locationId) ?? { contactCount: 0, conversationCount: 0 }),
    }),
    setLocationActive(locationId, isActive) {
      locationOf(locationId)
      world.setLocationActive(locationId, isActive)
      return api.location(locationId)
    },
    createTag: (draft) => world.createTag({ ...draft, locationId: locationOf(draft.locationId).id }),
    renameTag: (tagId, tag) => world.renameTag(tagId, tag),
    deleteTag: (tagId) => world.deleteTag(tagId),
    createCategory: (draft) =>
      world.createCategory({ ...draft, locationId: locationOf(draft.locationId).id }),
    deleteCategory: (categoryId) => world.deleteCategory(categoryId),
    createPost: (draft) => world.createPost({ ...draft, locationId: locationOf(draft.locationId).id }),
    createContact(draft) {
      const { id: locationId } = locationOf(draft.locationId)
      return customersOf(locationId).createContact({ ...draft, locationId })
    },
    receiveMessage(draft) {
      const { id: locationId } = locationOf(draft.locationId)
      return customersOf(locationId).receiveMessage(draft)
    },
    reviewPost: (postId, decision, note) => world.reviewPost(postId, decision, note),
    deleteUser(userId) {
      const index = world.users.findIndex(({ id }) => id === userId)
      if (index === -1) throw notFound('user', userId)
      if (context.customers) context.customers.deleteUser(userId)
      else world.users.splice(index, 1)
    },

    addFault: (draft) => faults.add(draft),
    removeFault(faultId) {
      if (!faults.remove(faultId)) throw notFound('fault', faultId)
    },
    clearFaults: () => faults.clear(),

    createApp({ name, redirectUris = [], allowsLoopback = true, scopes = 'any' }) {
      const id = newHexId()
      const clientId = `${id}-${newHexId().slice(0, 8)}`
      const clientSecret = randomUUID()
      const app = { id, name, versionId: id, clientId, clientSecret, redirectUris, allowsLoopback, scopes }
      store.apps.set(id, app)
      return changed(app)
    },
    rotateAppSecret(appId) {
      const app = { ...appOf(({ id }) => id === appId, appId), clientSecret: randomUUID() }
      store.apps.set(appId, app)
      return changed(app)
    },
    install(draft) {
      const clientId = draft.clientId ?? demoApp.clientId
      const app = appOf((one) => one.clientId === clientId, clientId)
      const scopes = draft.scopes ?? (app.scopes === 'any' ? context.allScopes : app.scopes)
      const { redirectUri } = draft
      const request = redirectUri === undefined ? { scopes } : { scopes, redirectUri }
      if ('locationId' in draft)
        return installApp(oauth, app, { locationId: locationOf(draft.locationId).id }, request)
      const { companyId, approvedLocations = 'all' } = draft
      if (!world.companies.some(({ id }) => id === companyId)) throw notFound('company', companyId)
      return installApp(oauth, app, { companyId, approvedLocations }, request)
    },
    revokeGrant(grantId) {
      const grant = store.grants.get(grantId)
      if (grant === undefined) throw notFound('grant', grantId)
      revokeGrant(store, grantId)
      if (grant.mintedFrom === undefined) announceUninstall(grant)
    },
    uninstall({ appId = demoApp.id, ...target }) {
      const app = appOf(({ id }) => id === appId, appId)
      const ended = uninstallApp(store, world, app.id, target)
      const companyId = 'companyId' in target ? target.companyId : locationOf(target.locationId).companyId
      if (ended > 0) announceUninstall({ ...target, appId, companyId })
      return ended
    },

    installOnNewLocations({ companyId, count, appId = demoApp.id }) {
      const app = appOf(({ id }) => id === appId, appId)
      if (!world.companies.some(({ id }) => id === companyId)) throw notFound('company', companyId)
      const locationIds = customersOf(companyId).makeLocations(companyId, count)
      const isReached = (locationId: string) =>
        installationsOf(store, app.id).some((grant) => coversLocation(grant, locationOf(locationId)))
      const approvedLocations = locationIds.filter((id) => !isReached(id))
      if (approvedLocations.length > 0) api.install({ clientId: app.clientId, companyId, approvedLocations })
      return { locationIds }
    },
    burstOfChanges({ locationId, perSecond, seconds }) {
      const { id } = locationOf(locationId)
      const customers = customersOf(id)
      if (customers.changeContacts(id, 0) === 0)
        throw new AdminError('simulator.no_contacts', 409, `${id} has no contacts`, 'Make one first.')
      return bursts.start(perSecond, seconds, (count) => void customers.changeContacts(id, count))
    },
    stopBursts: () => bursts.stop(),

    createPrivateToken(draft) {
      const id = newHexId()
      const token: PrivateToken = {
        id,
        name: draft.name ?? 'Private integration',
        token: newPrivateToken(),
        ...holderOf(draft),
        scopes: draft.scopes ?? context.allScopes,
        createdAt: clock.now().toISOString(),
      }
      store.privateTokens.set(id, token)
      return changed(token)
    },
    setPrivateTokenScopes(tokenId, scopes) {
      const token = privateTokenOf(tokenId)
      token.scopes = scopes
      return changed(token)
    },
    rotatePrivateToken(tokenId, expireOldAfterDays = 0) {
      const old = privateTokenOf(tokenId)
      const { expiresAtMs: _, ...kept } = old
      const nowMs = clock.now().getTime()
      const fresh = {
        ...kept,
        id: newHexId(),
        token: newPrivateToken(),
        createdAt: clock.now().toISOString(),
      }
      store.privateTokens.set(fresh.id, fresh)
      if (expireOldAfterDays > 0) old.expiresAtMs = nowMs + expireOldAfterDays * dayMs
      else store.privateTokens.delete(tokenId)
      return changed(fresh)
    },
    deletePrivateToken(tokenId) {
      store.privateTokens.delete(privateTokenOf(tokenId).id)
      store.changed()
    },

    latestRequests: (count) => requests.latest(count),
    resetRequests: () => requests.reset(),
  }
  return api

  function holderOf(
    draft: PrivateTokenDraft,
  ): Pick<PrivateToken, 'class' | 'companyId' | 'locationId' | 'userId'> {
    if ('locationId' in draft) {
      const { id, companyId } = locationOf(draft.locationId)
      const userId = locationUserOf(world, companyId, id).id
      return { class: 'Location', companyId, locationId: id, userId }
    }
    const { companyId } = draft
    if (!world.companies.some(({ id }) => id === companyId)) throw notFound('company', companyId)
    return { class: 'Company', companyId, userId: agencyAdminOf(world, companyId).id }
  }
}
