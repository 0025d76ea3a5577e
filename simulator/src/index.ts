export type {
  AdminApi,
  AppDraft,
  ClockState,
  InstallDraft,
  LimitChoice,
  LocationOverview,
  PrivateTokenDraft,
  RequestCounters,
  SimulatorState,
} from './admin/admin.types.ts'
export { AdminError } from './admin/admin.errors.ts'
export type { ControlledClock } from './clock.ts'
export type { Contact, Conversation, Crm, CrmChange, LocationCrm, Message } from './crm/index.ts'
export { createSimulator, type Simulator, type SimulatorOptions } from './create-simulator.ts'
export { FaultError } from './faults/check-fault.ts'
export type { Fault, FaultDraft, FaultEffect, FaultKind, FaultMatch, Faults } from './faults/faults.types.ts'
export { limitProfiles, type LimitProfile } from './gates/limits.ts'
export { demoApp, demoPrivateTokens } from './oauth/demo-credentials.ts'
export type { Grant, PrivateToken, RegisteredApp } from './oauth/oauth.types.ts'
export type { LoggedRequest, RequestLog } from './request-log.ts'
export type { ContactDraft, PostDraft, ReceivedMessageDraft, SimulatedClock } from './simulator.types.ts'
export { PortInUseError } from './start-server.ts'
export type {
  Delivery,
  DeliveryAttempt,
  DeliveryFilter,
  DeliveryState,
  WebhookFaults,
  WebhookKey,
  WebhookNotice,
  Webhooks,
  WebhookSettings,
  WebhookState,
  WebhookSubscription,
  WebhookUrl,
} from './webhooks/webhooks.types.ts'
export type * from './world/index.ts'
