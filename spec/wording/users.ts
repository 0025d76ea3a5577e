import type { ModuleWording } from './wording.types.ts'

/** People who work in the CRM. */
export const users: ModuleWording = {
  'search-users': {
    title: 'Search users',
    summary: 'Finds users of a company by name, location, role or type, page by page.',
    keywords: ['list', 'team', 'staff', 'find'],
  },
  'filter-users-by-email': {
    title: 'Find users by e-mail',
    summary:
      'Gives the users of a company who have one of these e-mail addresses. It takes the connection of a company.',
    keywords: ['search', 'team', 'staff', 'email', 'lookup'],
  },
  'get-user-by-location': {
    title: 'List users of a location',
    summary: 'Lists who works in a location.',
    keywords: ['team', 'staff', 'all users'],
  },
  'get-user': {
    title: 'Get a user',
    summary: 'Gives one user with roles, permissions and locations.',
    keywords: ['team', 'staff', 'member', 'details'],
  },
  'create-user': {
    title: 'Create a user',
    summary: 'Adds a user to a company and its locations, with permissions.',
    keywords: ['team', 'staff', 'invite', 'add', 'new'],
  },
  'update-user': {
    title: 'Change a user',
    summary: 'Changes name, permissions or locations of a user.',
    keywords: ['team', 'staff', 'update', 'edit', 'role'],
  },
  'delete-user': {
    title: 'Delete a user',
    summary: 'Deletes a user. It cannot be undone.',
    keywords: ['team', 'staff', 'remove'],
  },
}
