import type { ColumnType, Generated, JSONColumnType, RawBuilder } from 'kysely'
import type { Sweep } from './completeness.store.ts'
import type { MappingDefinition, TwoWay } from './mapping.types.ts'

/** Rows of the tables in `migrations/`, as Kysely reads and writes them. */
type Instant = ColumnType<Date, Date | string, Date | string>
type NullableInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type DefaultedInstant = ColumnType<Date, Date | string | undefined, Date | string>
/** `YYYY-MM-DD`; the database adapter hands dates over as text, never as a Date of some time zone. */
type Day = ColumnType<string, string, string>
/** bigint columns arrive as numbers: none of ours leaves the safe range. */
type BigIntColumn = Generated<number>
type Json<Shape extends object = Record<string, unknown>> = JSONColumnType<Shape>

export type Environment = 'live' | 'simulator'
export type ConnectionStatus = 'ok' | 'expiring' | 'degraded' | 'suspended' | 'needs_reauth' | 'uninstalled'
export type StreamName = 'accounts' | 'tags' | 'categories' | 'posts' | 'comments' | 'statistics'
export type StreamState = 'waiting' | 'running' | 'failed' | 'paused'
export type RecordKind = 'account' | 'tag' | 'category' | 'post' | 'comment' | 'tag_details' | 'contact'

export type InboxState = 'waiting' | 'retrying' | 'processed' | 'failed' | 'unreadable'
export type InboxVerdict = 'ed25519' | 'rsa' | 'unchecked'

/** An attempt to process a delivery; `error` null: it went well. */
export interface InboxAttemptRow {
  at: string
  durationMs: number
  error: { code: string; message: string; hint: string | null } | null
  /** What it caused; those of before version 0018 have none. */
  outcome?: string[]
}

export interface Tables {
  event_readers: {
    name: string
    position: string | null
    retry_at: NullableInstant
    failures: Generated<number>
    error: string | null
    created_at: DefaultedInstant
    updated_at: ColumnType<Date, Date | string | undefined, Date | string | RawBuilder<unknown>>
  }
  users: {
    id: string
    email: string
    name: string
    password_hash: string
    role: 'owner' | 'member'
    created_at: DefaultedInstant
  }
  sessions: { token_hash: Buffer; user_id: string; created_at: DefaultedInstant; expires_at: Instant }
  setup_links: {
    token_hash: Buffer
    created_at: DefaultedInstant
    expires_at: Instant
    used_at: NullableInstant
  }
  api_keys: {
    id: string
    name: string
    prefix: string
    key_hash: Buffer
    permissions: string[]
    location_ids: string[] | null
    created_at: DefaultedInstant
    last_used_at: NullableInstant
    expires_at: NullableInstant
    revoked_at: NullableInstant
  }
  hub_settings: { key: string; value: ColumnType<unknown, string, string>; updated_at: DefaultedInstant }
  master_keys: { id: string; created_at: DefaultedInstant; retired_at: NullableInstant }
  apps: {
    id: string
    name: string
    environment: Environment
    client_id: string
    client_secret_sealed: Buffer
    api_base_url: string
    consent_base_url: string
    generation: 'v2' | 'v3'
    scopes: string[]
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
  }
  pending_installs: {
    state_hash: Buffer
    browser_hash: Buffer
    app_id: string
    redirect_uri: string
    return_to: string | null
    created_at: DefaultedInstant
    expires_at: Instant
    used_at: NullableInstant
  }
  companies: { id: string; name: string | null; created_at: DefaultedInstant; updated_at: DefaultedInstant }
  locations: {
    id: string
    company_id: string | null
    name: string | null
    timezone: string | null
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
  }
  connections: {
    id: string
    kind: 'oauth' | 'private_token'
    level: 'company' | 'location'
    environment: Environment
    app_id: string | null
    api_base_url: string
    company_id: string | null
    location_id: string | null
    parent_id: string | null
    crm_user_id: string | null
    scopes: Generated<string[]>
    status: ConnectionStatus
    status_code: string | null
    status_message: string | null
    status_since: DefaultedInstant
    access_token_sealed: Buffer | null
    refresh_token_sealed: Buffer | null
    previous_refresh_token_sealed: Buffer | null
    previous_kept_until: NullableInstant
    access_expires_at: NullableInstant
    refresh_expires_at: NullableInstant
    lease_owner: string | null
    lease_until: NullableInstant
    lease_fence: BigIntColumn
    refresh_intent_hash: Buffer | null
    refresh_intent_at: NullableInstant
    refresh_failures: Generated<number>
    refresh_after: NullableInstant
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
    plan_id: string | null
  }
  call_budgets: {
    key: string
    location_id: string | null
    burst_limit: number
    burst_interval_ms: number
    daily_limit: number
    day: Day
    daily_used: Generated<number>
    paused_until: NullableInstant
    elsewhere: Generated<number>
    elsewhere_until: NullableInstant
    limits_known: Generated<boolean>
    updated_at: DefaultedInstant
  }
  call_slots: { budget_key: string; slot: number; free_at: Instant; taken_by: string | null }
  records: {
    location_id: string
    kind: RecordKind
    id: string
    version: number
    data: Json
    raw: JSONColumnType<Record<string, unknown> | null>
    hash: string
    created_at: Instant
    changed_at: Instant
    deleted_at: NullableInstant
    seen_generation: BigIntColumn
  }
  record_versions: {
    location_id: string
    kind: RecordKind
    id: string
    version: number
    data: JSONColumnType<Record<string, unknown> | null>
    hash: string
    valid_from: Instant
    valid_to: NullableInstant
  }
  daily_statistics: {
    location_id: string
    account_id: string
    metric: string
    day: Day
    platform: string
    value: number
    revision: Generated<number>
    first_observed_at: Instant
    observed_at: Instant
  }
  daily_statistic_restatements: {
    location_id: string
    account_id: string
    metric: string
    day: Day
    revision: number
    value: number
    observed_at: Instant
    replaced_at: Instant
  }
  streams: {
    location_id: string
    stream: StreamName
    state: StreamState
    checkpoint: Json
    generation: BigIntColumn
    interval_ms: number
    next_run_at: Instant
    lease_owner: string | null
    lease_until: NullableInstant
    lease_fence: BigIntColumn
    done: Generated<number>
    total: number | null
    records_stored: BigIntColumn
    first_synced_at: NullableInstant
    last_started_at: NullableInstant
    last_finished_at: NullableInstant
    last_changed_at: NullableInstant
    failures: Generated<number>
    error_code: string | null
    error_message: string | null
    error_hint: string | null
    hot_until: NullableInstant
    requested_fence: number | null
    full_requested: Generated<boolean>
  }
  events: {
    /** xid8 arrives as text. */
    xid: Generated<string>
    seq: Generated<number>
    id: string
    location_id: string
    type: string
    subject_kind: string
    subject_id: string
    subject_version: number | null
    occurred_at: Instant
    recorded_at: DefaultedInstant
    data: Json
  }
  cached_answers: {
    location_id: string
    key: string
    status: number
    body: ColumnType<unknown, string, string>
    fetched_at: Instant
  }
  cache_marks: {
    owner_id: string
    module: string
    number: BigIntColumn
    changed_at: DefaultedInstant
  }
  idempotent_calls: {
    caller_key: string
    key: string
    id: string
    request_hash: string
    state: 'started' | 'sent' | 'finished'
    started_at: Instant
    lease_until: Instant
    expires_at: Instant
    answer: string | null
  }
  calls: {
    id: string
    at: Instant
    location_id: string | null
    company_id: string | null
    entry_id: string | null
    operation_id: string
    title: string
    method: string
    path: string
    access: 'read' | 'write'
    caller_kind: string
    caller_id: string | null
    caller_name: string
    surface: string
    lane: string
    outcome: 'ok' | 'refused' | 'failed' | 'stopped'
    status: number | null
    code: string | null
    source: 'crm' | 'cache' | 'replay' | null
    duration_ms: number
    count: Generated<number>
    attempts: Generated<number>
    idempotency_key: string | null
    trace_id: string | null
    request: Json
    message: string | null
    hint: string | null
    answer_bytes: number | null
    words: string
  }
  call_spending: {
    day: Day
    budget_key: string
    location_id: string
    company_id: string | null
    lane: string
    spender: string
    spender_name: string
    calls: Generated<number>
    refused: Generated<number>
  }
  agent_clients: { id: string; name: string; redirect_uris: string[]; created_at: DefaultedInstant }
  agent_grants: {
    id: string
    client_id: string
    user_id: string
    permissions: string[]
    location_ids: string[] | null
    created_at: Instant
    last_used_at: NullableInstant
    revoked_at: NullableInstant
    revoked_by: string | null
  }
  agent_codes: {
    code_hash: Buffer
    client_id: string
    user_id: string
    redirect_uri: string
    code_challenge: string
    permissions: string[]
    location_ids: string[] | null
    expires_at: Instant
    used_at: NullableInstant
    grant_id: string | null
  }
  agent_tokens: {
    token_hash: Buffer
    grant_id: string
    kind: 'access' | 'refresh'
    expires_at: Instant
    used_at: NullableInstant
  }
  agent_confirmations: {
    id: string
    token_hash: Buffer
    caller: string
    request_hash: Buffer
    expires_at: Instant
    used_at: NullableInstant
  }
  webhook_keys: {
    id: string
    name: string
    algorithm: 'ed25519' | 'rsa'
    spki: string
    source: 'published' | 'added' | 'simulator'
    created_at: DefaultedInstant
    retired_at: NullableInstant
    last_used_at: NullableInstant
  }
  inbox: {
    id: string
    received_at: Instant
    delivery_key: string
    webhook_id: string | null
    family: string | null
    event: string | null
    trigger_id: string | null
    location_id: string | null
    company_id: string | null
    app_id: string | null
    sent_at: NullableInstant
    lane: string
    verdict: InboxVerdict
    key_id: string | null
    environment: Environment | null
    headers: Json<string[]>
    raw: Buffer
    state: InboxState
    attempts: Generated<number>
    next_attempt_at: NullableInstant
    processed_at: NullableInstant
    duplicates: Generated<number>
    outcome: Json<string[]>
    attempt_log: Json<InboxAttemptRow[]>
    event_ids: Json<string[]>
  }
  inbox_lanes: { lane: string; owner: string | null; lease_until: NullableInstant; fence: BigIntColumn }
  webhook_refusals: { day: Day; reason: string; count: number; last_at: Instant }
  webhook_marks: { owner_id: string; kind: string; id: string; as_of: Instant; was_found: Generated<boolean> }
  completeness_days: {
    location_id: string
    day: Day
    announced: Generated<number>
    found: Generated<number>
  }
  completeness_checks: {
    location_id: string
    checkpoint: NullableInstant
    last_checked_at: NullableInstant
    next_check_at: Instant
    lease_until: NullableInstant
    failures: Generated<number>
    error_code: string | null
    error_message: string | null
    error_hint: string | null
    sweep: ColumnType<Sweep | null, string | undefined, string>
    swept_at: NullableInstant
  }
  observed_drift: {
    operation_id: string
    place: string
    problem: string
    count: number
    first_seen_at: Instant
    last_seen_at: Instant
  }
  endpoints: {
    id: string
    url: string
    description: string
    event_types: string[]
    location_ids: string[] | null
    conditions: ColumnType<unknown, string, string>
    headers_sealed: Buffer | null
    header_names: string[]
    rate: number | null
    concurrency: number
    order_by: 'none' | 'subject' | 'location'
    is_enabled: boolean
    disabled_reason: string | null
    disabled_at: NullableInstant
    created_at: Instant
    updated_at: Instant
    mapping_id: string | null
  }
  endpoint_secrets: {
    id: string
    endpoint_id: string
    kind: 'hmac' | 'ed25519'
    sealed: Buffer
    public_key: string | null
    created_at: Instant
    expires_at: NullableInstant
  }
  endpoint_health: {
    endpoint_id: string
    delivered: BigIntColumn
    given_up: BigIntColumn
    failures: Generated<number>
    failing_since: NullableInstant
    last_delivered_at: NullableInstant
    last_failed_at: NullableInstant
    last_error: string | null
    ledger_position: BigIntColumn
    ledger_hash: string
  }
  deliveries: {
    id: string
    place: Generated<number>
    endpoint_id: string
    event_id: string
    kind: 'event' | 'test'
    event_type: string
    location_id: string
    order_key: string | null
    body: string
    state: 'waiting' | 'delivered' | 'given_up'
    attempts: Generated<number>
    round_attempts: Generated<number>
    next_attempt_at: Instant
    last_status: number | null
    last_error: string | null
    created_at: Instant
    delivered_at: NullableInstant
    mapping_id: string | null
  }
  delivery_attempts: {
    id: string
    delivery_id: string
    number: number
    at: Instant
    duration_ms: number
    outcome: 'delivered' | 'refused' | 'failed'
    status: number | null
    code: string | null
    message: string | null
    request: Json
    response: JSONColumnType<Record<string, unknown> | null>
  }
  delivery_ledger: { endpoint_id: string; position: number; entry: string; hash: string }
  receiver_links: {
    id: string
    endpoint_id: string
    token_hash: Buffer
    note: string
    created_at: Instant
    expires_at: Instant
    last_used_at: NullableInstant
    revoked_at: NullableInstant
  }
  mappings: {
    id: string
    name: string
    draft: JSONColumnType<MappingDefinition | null>
    draft_changed_at: NullableInstant
    active_version: number | null
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
  }
  mapping_versions: {
    mapping_id: string
    version: number
    definition: JSONColumnType<MappingDefinition>
    created_at: DefaultedInstant
    created_by: string | null
  }
  destinations: {
    id: string
    name: string
    kind: 'postgres' | 'mysql' | 'http' | 'file'
    settings: Json
    secret_sealed: Buffer | null
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
  }
  secrets: {
    id: string
    name: string
    value_sealed: Buffer
    hosts: JSONColumnType<string[]>
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
    updated_by: string | null
  }
  mapping_outputs: {
    id: string
    mapping_id: string
    destination_id: string
    target: string
    on_delete: 'delete' | 'mark'
    state: 'filling' | 'following'
    is_paused: Generated<boolean>
    version: number
    former_location_ids: JSONColumnType<(string | null)[] | null>
    fill_checkpoint: JSONColumnType<Record<string, unknown> | null>
    fill_done: BigIntColumn
    fill_total: number | null
    fill_started_at: NullableInstant
    filled_at: NullableInstant
    writer_state: JSONColumnType<Record<string, unknown> | null>
    written: BigIntColumn
    last_written_at: NullableInstant
    swept_at: DefaultedInstant
    failures: Generated<number>
    retry_at: NullableInstant
    error_code: string | null
    error_message: string | null
    error_hint: string | null
    lease_owner: string | null
    lease_until: NullableInstant
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
    two_way: Json<TwoWay>
    looked_at: NullableInstant
    taken: BigIntColumn
    last_taken_at: NullableInstant
  }
  mapping_agreements: {
    output_id: string
    location_id: string
    source_id: string
    key: Json
    fields: Json
    hash: string
  }
  mapping_changes: { output_id: string; location_id: string; source_id: string; seq: BigIntColumn }
  quarantined_rows: {
    output_id: string
    location_id: string
    source_id: string
    reason: 'mapping' | 'refused'
    message: string
    errors: ColumnType<unknown, string, string>
    record: JSONColumnType<Record<string, unknown> | null>
    attempts: Generated<number>
    first_at: DefaultedInstant
    last_at: DefaultedInstant
  }
  drift_reports: {
    is_last: Generated<boolean>
    compared_at: Instant
    source: string
    operations: number
    changes: ColumnType<unknown, string, string>
  }
  workflows: {
    id: string
    key: ColumnType<string, string, string | RawBuilder<string>>
    name: string
    version: number
    definition: Json
    is_enabled: boolean
    is_paused: Generated<boolean>
    template: string | null
    hook_hash: Buffer | null
    created_at: DefaultedInstant
    updated_at: ColumnType<Date, Date | string | undefined, Date | string | RawBuilder<unknown>>
    deleted_at: NullableInstant
  }
  workflow_versions: {
    workflow_id: string
    version: number
    definition: Json
    note: string | null
    created_by: string
    created_at: DefaultedInstant
  }
  workflow_timers: { workflow_id: string; due_at: Instant }
  workflow_workers: { id: string; alive_until: Instant }
  workflow_runs: {
    id: string
    workflow_id: string
    workflow_version: number
    location_id: string | null
    state: string
    cause: string
    event_id: string | null
    event_type: string | null
    dedupe_key: string | null
    trigger: Json
    chain: ColumnType<unknown, string | null, string | null>
    order_key: string | null
    concurrency: number | null
    worker: string | null
    /** `Infinity` while its workflow is paused. */
    due_at: ColumnType<Date | number | null, Date | string | null, Date | string | null | RawBuilder<unknown>>
    overrides: ColumnType<unknown, string | null, string | null>
    output: ColumnType<unknown, string | null, string | null>
    problem: ColumnType<unknown, string | null, string | null>
    parent_run_id: string | null
    parent_path: string | null
    rerun_of: string | null
    created_at: DefaultedInstant
    started_at: NullableInstant
    finished_at: NullableInstant
    dismissed_at: NullableInstant
  }
  workflow_run_steps: {
    run_id: string
    path: string
    step_id: string
    type: string
    state: string
    input: ColumnType<unknown, string | null, string | null>
    output: ColumnType<unknown, string | null, string | null>
    problem: ColumnType<unknown, string | null, string | null>
    attempts: number
    started_at: Instant
    finished_at: NullableInstant
    due_at: NullableInstant
    wait_types: string[] | null
    wait_match: ColumnType<unknown, string | null, string | null>
    signal: ColumnType<unknown, string | null, string | null>
    call_id: string | null
    child_run_id: string | null
  }
  workflow_effects: {
    id: BigIntColumn
    location_id: string
    subject_id: string
    chain: ColumnType<unknown, string, string>
    explained: Generated<string[]>
    expires_at: Instant
  }
  written_records: {
    location_id: string
    collection: string
    key: string
    data: Json
    version: Generated<number>
    run_id: string | null
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
  }
}
