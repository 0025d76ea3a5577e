import type { OperationAnswer, OperationRequest } from '../simulator.types.ts'
import type { LocationContents, World } from '../world/index.ts'

/** What every social handler works on: the call, the world, and the location the call is about. */
export interface SocialCall {
  request: OperationRequest
  world: World
  contents: LocationContents
  /** The clock's time, read once for the whole call. */
  now: Date
}

export type SocialHandler = (call: SocialCall) => OperationAnswer
