-- Workflows, their runs, and what each step of a run came to.
create table workflows (
  id uuid primary key,
  key text not null unique,
  name text not null,
  version int not null,
  definition jsonb not null,
  is_enabled boolean not null,
  is_paused boolean not null default false,
  -- the template it was made from, once each
  template text unique,
  -- of the secret of an inbound HTTP trigger, which is shown once
  hook_hash bytea unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);

-- A run keeps to the version it began with.
create table workflow_versions (
  workflow_id uuid not null references workflows (id),
  version int not null,
  definition jsonb not null,
  note text,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (workflow_id, version)
);

-- When each schedule comes next.
create table workflow_timers (
  workflow_id uuid primary key references workflows (id),
  due_at timestamptz not null
);
create index workflow_timers_by_due on workflow_timers (due_at);

-- Processes that work on runs. A run of a process that is not alive may be taken over.
create table workflow_workers (
  id text primary key,
  alive_until timestamptz not null
);

create table workflow_runs (
  id uuid primary key,
  workflow_id uuid not null,
  workflow_version int not null,
  location_id text,
  -- queued, running, waiting; succeeded, failed, cancelled, stopped, skipped
  state text not null,
  -- event, schedule, manual, http, workflow
  cause text not null,
  event_id text,
  event_type text,
  -- the same key of a workflow makes one run
  dedupe_key text,
  trigger jsonb not null,
  -- runs that led to this one, first cause first: [{ workflowId, runId }]
  chain jsonb,
  -- runs of the same key come one after the other
  order_key text,
  -- runs of the workflow at a time
  concurrency int,
  -- who works on it
  worker text,
  -- when to go on; null when it is over, infinity while its workflow is paused
  due_at timestamptz,
  -- what a person changed for this run: edited input of a step, new idempotency keys
  overrides jsonb,
  output jsonb,
  problem jsonb,
  parent_run_id uuid,
  parent_path text,
  rerun_of uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  dismissed_at timestamptz
);
create index workflow_runs_by_due on workflow_runs (due_at) where due_at is not null;
create index workflow_runs_by_workflow on workflow_runs (workflow_id, id);
create unique index workflow_runs_once on workflow_runs (workflow_id, dedupe_key) where dedupe_key is not null;
create index workflow_runs_in_order on workflow_runs (workflow_id, order_key, id)
  where order_key is not null and due_at is not null;
create index workflow_runs_failed on workflow_runs (id) where state = 'failed' and dismissed_at is null;
create index workflow_runs_by_event on workflow_runs (event_id) where event_id is not null;
create index workflow_runs_by_parent on workflow_runs (parent_run_id) where parent_run_id is not null;

create table workflow_run_steps (
  run_id uuid not null,
  -- the step's id; in loops with the place of the item: each[3].send
  path text not null,
  step_id text not null,
  type text not null,
  -- running, waiting, succeeded, failed, skipped
  state text not null,
  input jsonb,
  output jsonb,
  problem jsonb,
  attempts int not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- when a waiting step goes on
  due_at timestamptz,
  -- events it waits for, and which of them
  wait_types text[],
  wait_match jsonb,
  -- what it waited for: the event, or what became of the other run
  signal jsonb,
  call_id text,
  child_run_id uuid,
  primary key (run_id, path)
);
create index workflow_run_steps_by_wait on workflow_run_steps using gin (wait_types) where wait_types is not null;

-- What runs changed, for a while: an event about it was caused by the run.
create table workflow_effects (
  id bigint generated always as identity primary key,
  location_id text not null,
  subject_id text not null,
  chain jsonb not null,
  -- types of events it explained already, one each
  explained text[] not null default '{}',
  expires_at timestamptz not null
);
create index workflow_effects_by_subject on workflow_effects (subject_id);
create index workflow_effects_by_expiry on workflow_effects (expires_at);

-- The hub's own records, written by workflows.
create table written_records (
  location_id text not null,
  collection text not null,
  key text not null,
  data jsonb not null,
  version int not null default 1,
  run_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (location_id, collection, key)
);
create index written_records_newest on written_records (collection, updated_at desc);
