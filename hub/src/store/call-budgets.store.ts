import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.types.ts'

/** A call slot as its holder knows it. */
export interface HeldSlot {
  slot: number
  /** The taking that holds it. */
  take: string
}

export interface GivenBackSlot extends HeldSlot {
  used: boolean
  /** When its answer arrived, in `performance.now()` of this process. */
  at: number
}

export interface SlotExchange {
  budgetKey: string
  /** Slots wanted now. */
  wanted: number
  /** How many of those are for people, for whom the others leave some. */
  wantedInteractive: number
  /** Name of this taking; unique. */
  take: string
  leaseMs: number
  /** Slots given back: one that was used cools for an interval, one that was not is free at once. */
  givenBack: GivenBackSlot[]
}

/** What an exchange gave, and how the budget stands after it. */
export interface ExchangedSlots {
  slots: number[]
  /** How long each of them must still wait for its time, in their order. */
  readyMs: number[]
  burstLimit: number
  burstIntervalMs: number
  dailyLimit: number
  dailyUsed: number
  /** How long no call may start; 0: not paused. */
  pausedMs: number
  /** How soon it makes sense to ask again, for programs and for people; null: there is no other slot. */
  nextFreeMs: number | null
  nextFreeInteractiveMs: number | null
  /** Slots under way, cooling, kept for others, or free for less than half a second. */
  busy: number
  /** Calls of a window that somebody else makes, as far as we know. */
  elsewhere: number
  /** False until the CRM has told its limits. */
  limitsKnown: boolean
  /** Until the day's count starts again. */
  dayEndsMs: number
}

export interface BudgetLimits {
  burstLimit: number
  burstIntervalMs: number
  dailyLimit: number
}

export interface BudgetRow extends BudgetLimits {
  key: string
  locationId: string | null
  burstFree: number
  dailyUsed: number
  pausedUntil: Date | null
}

/**
 * Budgets of calls to the CRM and their slots, shared by every process of the hub; all times are the database's.
 * Each statement locks the budget's row first, so processes take turns and cannot deadlock.
 */
export type CallBudgetsStore = ReturnType<typeof createCallBudgetsStore>

export function createCallBudgetsStore(kysely: Kysely<Tables>) {
  return {
    /** Makes the budget with narrow limits unless it is there; its slots were never used. */
    async ensure(key: string, locationId: string | null, limits: BudgetLimits): Promise<void> {
      await sql`
        with made as (
          insert into call_budgets (key, location_id, burst_limit, burst_interval_ms, daily_limit, day)
          values (${key}, ${locationId}, ${limits.burstLimit}, ${limits.burstIntervalMs}, ${limits.dailyLimit},
            (clock_timestamp() at time zone 'utc')::date)
          on conflict (key) do nothing returning key, burst_limit)
        insert into call_slots (budget_key, slot, free_at)
        select key, slot, 'epoch' from made, generate_series(0, burst_limit - 1) slot`.execute(kysely)
    },

    /**
     * Gives slots back and takes others, of many budgets in one statement; also slots that are free a little later.
     * Programs leave two (fewer in tiny budgets) that are free or will be within half a second, so that a person hardly
     * waits. The answers are in the order of the wishes; undefined: there is no such budget.
     */
    async exchange(wishes: readonly SlotExchange[]): Promise<(ExchangedSlots | undefined)[]> {
      return kysely.connection().execute(async (connection) => {
        // In one order, so that processes that exchange slots of the same budgets cannot wait for each other.
        const rows = wishes
          .map((wish, place) => ({ ...wish, place, givenBack: wish.givenBack.map(withAge) }))
          .toSorted((one, other) => (one.budgetKey < other.budgetKey ? -1 : 1))
        const { rows: given } = await sql<ExchangedSlots & { place: number }>`
          select wish.place, given.slots, given.ready_ms as "readyMs", given.burst_limit as "burstLimit",
            given.burst_interval_ms as "burstIntervalMs", given.daily_limit as "dailyLimit",
            given.daily_used as "dailyUsed", given.paused_ms as "pausedMs", given.next_free_ms as "nextFreeMs",
            given.next_free_interactive_ms as "nextFreeInteractiveMs", given.busy, given.elsewhere,
            given.limits_known as "limitsKnown", given.day_ends_ms as "dayEndsMs"
          from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as wish("budgetKey" text, wanted int,
              "wantedInteractive" int, take text, "leaseMs" int, "givenBack" jsonb, place int)
            cross join lateral exchange_call_slots(wish."budgetKey", wish.wanted, wish."wantedInteractive", wish.take,
              wish."leaseMs", wish."givenBack") as given`.execute(connection)
        const byPlace = new Map(given.map(({ place, ...slots }) => [place, slots]))
        return wishes.map((_, place) => byPlace.get(place))
      })
    },

    /** Keeps slots of calls that take long from coming back by the end of their lease. */
    async renew(budgetKey: string, held: HeldSlot[], leaseMs: number): Promise<void> {
      await sql`
        update call_slots s set free_at = clock_timestamp() + ${leaseMs}::int * interval '1 millisecond'
        from jsonb_to_recordset(${JSON.stringify(held)}::text::jsonb) as h(slot int, take text)
        where s.budget_key = ${budgetKey} and s.slot = h.slot and s.taken_by = h.take`.execute(kysely)
    },

    /** Sets limits the CRM told: slots are added never used, or taken away from the top. */
    async setLimits(key: string, limits: BudgetLimits): Promise<void> {
      await sql`
        with budget as (
          update call_budgets set burst_limit = ${limits.burstLimit}, burst_interval_ms = ${limits.burstIntervalMs},
            daily_limit = ${limits.dailyLimit}, limits_known = true, updated_at = now()
          where key = ${key} returning key, burst_limit),
        dropped as (
          delete from call_slots s using budget b where s.budget_key = b.key and s.slot >= b.burst_limit),
        shortened as (
          update call_slots s
          set free_at = least(s.free_at, clock_timestamp() + ${limits.burstIntervalMs}::int * interval '1 millisecond')
          from budget b where s.budget_key = b.key and s.slot < b.burst_limit and s.taken_by is null)
        insert into call_slots (budget_key, slot, free_at)
        select key, slot, 'epoch' from budget, generate_series(0, burst_limit - 1) slot
        on conflict do nothing`.execute(kysely)
    },

    /** Notes how many calls of a window somebody else makes with the same app; believed for six windows. */
    async setElsewhere(key: string, calls: number): Promise<void> {
      await sql`
        update call_budgets set elsewhere = ${calls},
          elsewhere_until = clock_timestamp() + 6 * burst_interval_ms * interval '1 millisecond'
        where key = ${key}`.execute(kysely)
    },

    /** No call starts for a while; a longer pause already set stays. */
    async pause(key: string, forMs: number): Promise<void> {
      await sql`
        update call_budgets set paused_until =
          greatest(paused_until, clock_timestamp() + ${forMs}::double precision * interval '1 millisecond')
        where key = ${key}`.execute(kysely)
    },

    /** Sets how much of the day is used, as the CRM counts it. */
    async setDailyUsed(key: string, dailyUsed: number): Promise<void> {
      await sql`
        update call_budgets
        set daily_used = ${dailyUsed}, day = (clock_timestamp() at time zone 'utc')::date, updated_at = now()
        where key = ${key}`.execute(kysely)
    },

    async read(filter: { locationId?: string; budgetKey?: string } = {}): Promise<BudgetRow[]> {
      const { rows } = await sql<BudgetRow>`
        select b.key, b.location_id as "locationId", b.burst_limit as "burstLimit",
          b.burst_interval_ms as "burstIntervalMs", b.daily_limit as "dailyLimit",
          case when b.day < (clock_timestamp() at time zone 'utc')::date then 0 else b.daily_used end as "dailyUsed",
          case when b.paused_until > clock_timestamp() then b.paused_until end as "pausedUntil",
          case when b.paused_until > clock_timestamp() then 0 else (
            select count(*) from call_slots s where s.budget_key = b.key and s.free_at <= clock_timestamp()
          )::int end as "burstFree"
        from call_budgets b
        where (${filter.locationId ?? null}::text is null or b.location_id = ${filter.locationId ?? null})
          and (${filter.budgetKey ?? null}::text is null or b.key = ${filter.budgetKey ?? null})
        order by b.key`.execute(kysely)
      return rows
    },
  }
}

/** How long ago is known only when the statement goes out: the embedded database's one connection may have been busy. */
const withAge = ({ slot, take, used, at }: GivenBackSlot) => ({
  slot,
  take,
  used,
  ago_ms: performance.now() - at,
})
