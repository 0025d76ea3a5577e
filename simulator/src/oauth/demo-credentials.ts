import type { RegisteredApp } from './oauth.types.ts'

/** The app every simulator knows from the start. Any redirect URI on loopback is good. */
export const demoApp = {
  id: '6650a3c1f27b9e04d8a1c5f3',
  name: 'Causeway demo app',
  versionId: '6650a3c1f27b9e04d8a1c5f3',
  clientId: '6650a3c1f27b9e04d8a1c5f3-lx4k9w2q',
  clientSecret: 'd2b7c0e4-5a19-4f63-9c8e-71f0a6b3d548',
  redirectUris: [],
  allowsLoopback: true,
  scopes: 'any',
} as const satisfies RegisteredApp

/** Private Integration Tokens every simulator knows from the start. */
export const demoPrivateTokens = {
  /** For the busiest location, with every scope. */
  location: 'pit-4b1e6f0a-93c7-4d52-8a06-e5f7c2d9b314',
  /** For the busiest location, with the scopes that only read. */
  locationReadOnly: 'pit-7c90d2e8-1f4a-4b6d-b3e5-08a9f6c4d217',
  /** For the busiest location's company, with every scope. */
  company: 'pit-e36a85b7-0d2c-4f91-97d4-c1b8a05f6e42',
} as const
