import { limitProfiles } from '../gates/limits.ts'
import type { ContactDraft, PostDraft, ReceivedMessageDraft } from '../simulator.types.ts'
import { invalidField } from './admin.errors.ts'
import type { AppDraft, InstallDraft, LimitChoice, PrivateTokenDraft } from './admin.types.ts'
import { compact, type FieldReader } from './read-fields.ts'

/** Reads the bodies of the admin API into the drafts its functions take. */

export const readClockChange = (fields: FieldReader) =>
  compact({
    now: fields.optionalText('now'),
    advanceMs: fields.optionalNumber('advanceMs'),
    mode: fields.optionalOneOf('mode', ['running', 'frozen']),
  })

/** `{ profile }`, or `{ maxRequests, intervalMs, dailyRequests, window }` for a budget of one's own. */
export function readLimits(fields: FieldReader): LimitChoice {
  const profile = fields.optionalOneOf('profile', ['standard', 'sandbox', 'off'])
  if (profile !== undefined) return profile
  const count = (name: keyof typeof limitProfiles.standard) => {
    const value = fields.optionalNumber(name)
    if (value === undefined || !Number.isInteger(value) || value < 1)
      throw invalidField(`${name} must be a whole number of 1 or more, or send a profile`)
    return value
  }
  return {
    maxRequests: count('maxRequests'),
    intervalMs: count('intervalMs'),
    dailyRequests: count('dailyRequests'),
    window: fields.optionalOneOf('window', ['sliding', 'fixed']) ?? 'sliding',
  }
}

export function readSwitches(fields: FieldReader): Record<string, boolean> {
  return Object.fromEntries(Object.keys(fields.all()).map((name) => [name, fields.flag(name)]))
}

export const readTag = (locationId: string, fields: FieldReader) => ({
  locationId,
  tag: fields.text('tag'),
  ...compact({ createdBy: fields.optionalText('createdBy') }),
})

export const readCategory = (locationId: string, fields: FieldReader) => ({
  locationId,
  name: fields.text('name'),
  ...compact({
    primaryColor: fields.optionalText('primaryColor'),
    secondaryColor: fields.optionalText('secondaryColor'),
    createdBy: fields.optionalText('createdBy'),
  }),
})

export const readPost = (locationId: string, fields: FieldReader): PostDraft => ({
  locationId,
  accountIds: fields.optionalTexts('accountIds') ?? [],
  summary: fields.text('summary'),
  status: fields.oneOf('status', ['draft', 'scheduled', 'in_review', 'published']),
  ...compact({
    type: fields.optionalOneOf('type', ['post', 'story', 'reel']),
    scheduleDate: fields.optionalText('scheduleDate'),
    categoryId: fields.optionalText('categoryId'),
    createdBy: fields.optionalText('createdBy'),
    tags: fields.optionalTexts('tags'),
  }),
})

export const readContact = (locationId: string, fields: FieldReader): ContactDraft => ({
  locationId,
  ...compact({
    firstName: fields.optionalText('firstName'),
    lastName: fields.optionalText('lastName'),
    email: fields.optionalText('email'),
    phone: fields.optionalText('phone'),
    tags: fields.optionalTexts('tags'),
    additionalEmails: fields.optionalTexts('additionalEmails'),
  }),
})

export const readReceivedMessage = (locationId: string, fields: FieldReader): ReceivedMessageDraft => ({
  locationId,
  contactId: fields.text('contactId'),
  body: fields.text('body'),
  ...compact({
    channel: fields.optionalOneOf('channel', ['SMS', 'Email', 'WhatsApp', 'IG', 'FB', 'Live_Chat']),
  }),
})

export const readApp = (fields: FieldReader): AppDraft => ({
  name: fields.text('name'),
  ...compact({
    redirectUris: fields.optionalTexts('redirectUris'),
    allowsLoopback: fields.optionalFlag('allowsLoopback'),
    scopes: fields.all()['scopes'] === 'any' ? ('any' as const) : fields.optionalTexts('scopes'),
  }),
})

export function readInstall(fields: FieldReader): InstallDraft {
  const target = readTarget(fields)
  const approvedLocations = fields.optionalTexts('approvedLocations') ?? 'all'
  return {
    ...('companyId' in target ? { ...target, approvedLocations } : target),
    ...compact({
      clientId: fields.optionalText('clientId'),
      scopes: fields.optionalTexts('scopes'),
      redirectUri: fields.optionalText('redirectUri'),
    }),
  }
}

export const readUninstall = (fields: FieldReader) => ({
  ...readTarget(fields),
  ...compact({ appId: fields.optionalText('appId') }),
})

export const readPrivateToken = (fields: FieldReader): PrivateTokenDraft => ({
  ...readTarget(fields),
  ...compact({ name: fields.optionalText('name'), scopes: fields.optionalTexts('scopes') }),
})

function readTarget(fields: FieldReader): { locationId: string } | { companyId: string } {
  const locationId = fields.optionalText('locationId')
  return locationId === undefined ? { companyId: fields.text('companyId') } : { locationId }
}
