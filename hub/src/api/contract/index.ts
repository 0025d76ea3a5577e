/**
 * The hub's public API contract: schemas of `/v1`, their types, and nothing else. Runs in a browser.
 */
export * from './agents.ts'
export * from './calls.ts'
export * from './catalog.ts'
export * from './connections.ts'
export * from './deliveries.ts'
export * from './events.ts'
export * from './inbox.ts'
export * from './locations.ts'
export * from './mappings.ts'
export * from './records.ts'
export * from './secrets.ts'
export * from './sessions.ts'
export * from './shapes.ts'
export * from './statistics.ts'
export * from './workflows.ts'
