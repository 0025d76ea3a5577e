import type { RequestRecorder } from '../request-log.ts'
import type { ServerWorld, SimulatedClock } from '../simulator.types.ts'
import type { AppChange } from '../webhooks/describe-app-change.ts'
import type { OAuthStore } from './oauth.store.ts'

/** Behaviours seen differently by different people, or that GHL changed: a test may want them the other way. */
interface OAuthSwitches {
  /** `POST /oauth/reconnect`: answers "API endpoint has been removed" (since 2026), or works as once documented. */
  isReconnectAvailable: boolean
}

/** What the authorization side works with. */
export interface OAuthContext {
  store: OAuthStore
  world: ServerWorld
  clock: SimulatedClock
  requests: RequestRecorder
  switches: OAuthSwitches
  /** Tells apps that they were installed or uninstalled. */
  announce(change: AppChange): void
}
