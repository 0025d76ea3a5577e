import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import type { User } from '../../world/index.ts'
import type { CompanyCall } from '../company-call.ts'
import { bodyOf, countOf, type Fields, fieldsOf, paramOf, textOf, textsOf } from '../read-call.ts'

function presentUser({ crm }: CompanyCall, user: User) {
  const profile = crm.profileOf(user.id)
  return {
    id: user.id,
    name: user.name,
    firstName: user.firstName,
    lastName: user.lastName,
    email: user.email,
    phone: user.phone,
    extension: profile.extension,
    permissions: { ...profile.permissions },
    roles: { type: profile.type, role: profile.role, locationIds: [...user.locationIds] },
    deleted: false,
    platformLanguage: profile.platformLanguage,
  }
}

/** An agency's token sees all its people; a location's those who belong to that location. */
function visibleUsers({ crm, request }: CompanyCall): User[] {
  const { companyId, locationId } = request.token
  return crm.world.users.filter(
    (user) =>
      user.companyId === companyId && (locationId === undefined || user.locationIds.includes(locationId)),
  )
}

/** A person the token may see. Others are refused like another location, the unknown are not found. */
function userInPath(call: CompanyCall): User {
  const userId = paramOf(call, 'userId')
  const user = visibleUsers(call).find(({ id }) => id === userId)
  if (user !== undefined) return user
  if (call.crm.world.findUser(userId) === undefined)
    throw plainRefusal(400, `User with id ${userId} not found`)
  throw plainRefusal(403, 'The token does not have access to this location.')
}

export const getUser = (call: CompanyCall): OperationAnswer => ({ body: presentUser(call, userInPath(call)) })

/** v2 only. */
export function listUsersOfLocation(call: CompanyCall): OperationAnswer {
  const locationId = call.request.query['locationId'] ?? ''
  const users = visibleUsers(call).filter((user) => user.locationIds.includes(locationId))
  return { body: { users: users.map((user) => presentUser(call, user)) } }
}

const sortFields = ['name', 'firstName', 'lastName', 'email'] as const

export function searchUsers(call: CompanyCall): OperationAnswer {
  const { query } = call.request
  const words = query['query']?.toLowerCase() ?? ''
  const ids = query['ids']?.split(',')
  const sortBy = sortFields.find((field) => field === query['sort']) ?? 'name'
  const direction = query['sortDirection'] === 'desc' ? -1 : 1
  const skip = countOf(call, 'skip', 0)
  const matching = visibleUsers(call)
    .filter((user) => {
      const { type, role } = call.crm.profileOf(user.id)
      return (
        (!query['locationId'] || user.locationIds.includes(query['locationId'])) &&
        (!query['type'] || query['type'] === type) &&
        (!query['role'] || query['role'] === role) &&
        (ids === undefined || ids.includes(user.id)) &&
        [user.name, user.email, user.phone].some((text) => text.toLowerCase().includes(words))
      )
    })
    .toSorted((a, b) => direction * a[sortBy].localeCompare(b[sortBy]) || a.id.localeCompare(b.id))
  return {
    body: {
      users: matching
        .slice(skip, skip + countOf(call, 'limit', 25, 100))
        .map((user) => presentUser(call, user)),
      count: matching.length,
    },
  }
}

export function filterUsersByEmail(call: CompanyCall): OperationAnswer {
  const fields = bodyOf(call)
  const emails = new Set((textOf(fields, 'emails') ?? '').toLowerCase().split(/\s*,\s*/))
  const found = visibleUsers(call).filter(({ email }) => emails.has(email.toLowerCase()))
  const skip = Number(textOf(fields, 'skip') ?? 0)
  const limit = Number(textOf(fields, 'limit') ?? 25)
  return {
    body: {
      users: found.slice(skip, skip + limit).map((user) => presentUser(call, user)),
      count: found.length,
    },
  }
}

function checkLocations({ crm, request }: CompanyCall, locationIds: string[]): void {
  const { companyId } = request.token
  const isOwn = (id: string) => crm.world.findLocation(id)?.companyId === companyId
  if (!locationIds.every(isOwn)) throw plainRefusal(403, 'The token does not have access to this location.')
}

function applyUser({ crm }: CompanyCall, user: User, fields: Fields): void {
  for (const name of ['firstName', 'lastName', 'email', 'phone'] as const)
    user[name] = textOf(fields, name) ?? user[name]
  user.name = `${user.firstName} ${user.lastName}`.trim()
  if (Array.isArray(fields['locationIds'])) user.locationIds = textsOf(fields, 'locationIds')
  const profile = crm.profileOf(user.id)
  const type = textOf(fields, 'type')
  const role = textOf(fields, 'role')
  if (type === 'agency' || type === 'account') profile.type = type
  if (role === 'admin' || role === 'user') profile.role = role
  profile.platformLanguage = textOf(fields, 'platformLanguage') ?? profile.platformLanguage
  Object.assign(profile.permissions, fieldsOf(fields, 'permissions'))
}

function checkEmail({ crm }: CompanyCall, email: string | undefined, own?: User): void {
  const isTaken = crm.world.users.some(
    (user) => user !== own && user.email.toLowerCase() === email?.toLowerCase(),
  )
  if (isTaken) throw plainRefusal(400, 'A user with this email already exists')
}

export function createUser(call: CompanyCall): OperationAnswer {
  const { crm, request } = call
  const fields = bodyOf(call)
  checkLocations(call, textsOf(fields, 'locationIds'))
  checkEmail(call, textOf(fields, 'email'))
  const user: User = {
    id: crm.nextId('user'),
    companyId: request.token.companyId,
    name: '',
    firstName: '',
    lastName: '',
    title: 'Staff',
    email: '',
    phone: '',
    locationIds: [],
  }
  crm.world.addUser(user)
  applyUser(call, user, fields)
  crm.announce({ kind: 'user.created', user })
  return { body: presentUser(call, user) }
}

export function updateUser(call: CompanyCall): OperationAnswer {
  const user = userInPath(call)
  const fields = bodyOf(call)
  checkLocations(call, textsOf(fields, 'locationIds'))
  checkEmail(call, textOf(fields, 'email'), user)
  applyUser(call, user, fields)
  call.crm.announce({ kind: 'user.updated', user })
  return { body: presentUser(call, user) }
}

export function deleteUser(call: CompanyCall): OperationAnswer {
  const user = userInPath(call)
  call.crm.world.removeUser(user.id)
  call.crm.announce({ kind: 'user.deleted', user })
  const isDone = call.request.generation === 'v3' ? { succeeded: true } : { succeded: true }
  return { body: { ...isDone, message: 'User deleted successfully' } }
}
