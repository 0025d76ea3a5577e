import type { AccountData, Stored } from '../store/record.types.ts'

/** Where the statistics stream goes on. */
export interface StatisticsCheckpoint {
  /** The filling under way. */
  plan?: FillingPlan
  /** Profiles filled back to the beginning. */
  filled?: string[]
  /** Last day of the newest window read of all filled profiles. */
  through?: string
  /** Highest milestone of followers told of, by profile. */
  milestones?: Record<string, number>
}

/** Windows back from `anchor`, all profiles of one window before the next; `next` counts what is stored. */
export interface FillingPlan {
  anchor: string
  profileIds: string[]
  next: number
}

/** An account statistics can be asked of. */
export type Profile = Stored<AccountData> & { profileId: string }

/** One request: one profile, seven days. */
export interface StatisticsTask {
  profile: Profile
  days: string[]
}
