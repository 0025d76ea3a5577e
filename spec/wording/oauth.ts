import type { ModuleWording } from './wording.types.ts'

/** What connects an app with the CRM. The hub does all of this itself. */
export const oauth: ModuleWording = {
  'get-access-token': {
    title: 'Get an access token',
    summary:
      'Gives tokens for a code or a refresh token. The hub makes this call itself and keeps the tokens: it cannot be called.',
    keywords: ['refresh', 'login', 'authorize', 'sign in'],
  },
  'get-location-access-token': {
    title: 'Get an access token of a location',
    summary:
      "Gives a location's token for a company's. The hub makes this call itself and keeps the tokens: it cannot be called.",
    keywords: ['authorize', 'agency', 'sub-account'],
  },
  'get-installed-location': {
    title: 'List locations that installed the app',
    summary:
      'Lists the locations of a company in which the app is installed, page by page. It takes the connection of a company.',
    keywords: ['installs', 'sub-accounts', 'installed'],
  },
}
