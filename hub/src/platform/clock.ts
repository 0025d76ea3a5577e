/** Where the hub reads the time; tests and the simulator's moved clock pass their own. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }
