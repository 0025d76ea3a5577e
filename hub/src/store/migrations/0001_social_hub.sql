-- The hub's whole memory. Every table that grows leads with location_id, so that it can be partitioned by it.
-- Instants are timestamptz; days are dates in UTC, as the CRM's statistics are.

-- People and keys -------------------------------------------------------------------------------------------

create table users (
  id uuid primary key,
  email text not null unique,
  name text not null,
  password_hash text not null,
  role text not null check (role in ('owner', 'member')),
  created_at timestamptz not null default now()
);

create table sessions (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- A link printed by the CLI that lets its first visitor become the owner.
create table setup_links (
  token_hash bytea primary key,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table api_keys (
  id uuid primary key,
  name text not null,
  prefix text not null,
  key_hash bytea not null unique,
  -- read, write, live (may ask the CRM past the store)
  permissions text[] not null,
  -- null: every location
  location_ids text[],
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);

create table hub_settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

-- Connections -----------------------------------------------------------------------------------------------

-- Master keys that ever wrapped a record key; the keys themselves are never in the database.
create table master_keys (
  id text primary key,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);

-- Credentials of a marketplace app (or of the simulator's app).
create table apps (
  id uuid primary key,
  name text not null,
  environment text not null check (environment in ('live', 'simulator')),
  client_id text not null,
  client_secret_sealed bytea not null,
  api_base_url text not null,
  consent_base_url text not null,
  -- which token endpoint to speak: v2 or v3
  generation text not null check (generation in ('v2', 'v3')),
  scopes text[] not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (environment, client_id)
);

-- An install that was started: binds the state of the redirect to the browser that asked for it.
create table pending_installs (
  state_hash bytea primary key,
  browser_hash bytea not null,
  app_id uuid not null references apps on delete cascade,
  redirect_uri text not null,
  return_to text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table companies (
  id text primary key,
  name text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table locations (
  id text primary key,
  company_id text,
  name text,
  timezone text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Our authorisation to one company or one location.
create table connections (
  id uuid primary key,
  kind text not null check (kind in ('oauth', 'private_token')),
  level text not null check (level in ('company', 'location')),
  environment text not null check (environment in ('live', 'simulator')),
  app_id uuid references apps on delete restrict,
  api_base_url text not null,
  company_id text,
  location_id text,
  -- the company connection whose token mints this location's token
  parent_id uuid references connections on delete set null,
  crm_user_id text,
  scopes text[] not null default '{}',
  status text not null check (status in ('ok', 'expiring', 'degraded', 'suspended', 'needs_reauth', 'uninstalled')),
  status_code text,
  status_message text,
  status_since timestamptz not null default now(),
  access_token_sealed bytea,
  refresh_token_sealed bytea,
  -- the pair before the last refresh, kept for 24 hours
  previous_refresh_token_sealed bytea,
  previous_kept_until timestamptz,
  access_expires_at timestamptz,
  refresh_expires_at timestamptz,
  -- refresh lease: who may refresh, until when; the fence grows with every taking, a late writer is refused
  lease_owner text,
  lease_until timestamptz,
  lease_fence bigint not null default 0,
  -- written before the token is spent: hash of the refresh token and when; cleared with the new pair
  refresh_intent_hash bytea,
  refresh_intent_at timestamptz,
  refresh_failures int not null default 0,
  refresh_after timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (level = 'company' and company_id is not null or level = 'location' and location_id is not null)
);
create unique index connections_one_per_location on connections (location_id, environment, kind) where level = 'location';
create unique index connections_one_per_company on connections (company_id, environment, kind) where level = 'company';
create index connections_by_parent on connections (parent_id);

-- Limits to the CRM -----------------------------------------------------------------------------------------

-- One row for each app and resource (location or company); a private token counts as an app of its own.
create table call_budgets (
  key text primary key,
  location_id text,
  burst_limit int not null,
  burst_interval_ms int not null,
  daily_limit int not null,
  day date not null,
  daily_used int not null default 0,
  paused_until timestamptz,
  -- calls in a window that somebody else makes with the same app, and how long we believe it
  elsewhere int not null default 0,
  elsewhere_until timestamptz,
  limits_known boolean not null default false,
  updated_at timestamptz not null default now()
);

-- burst_limit rows for each budget: a slot is free again one interval after its answer arrived. While a call is
-- under way free_at is the end of its lease, so that the slots of a process that died come back.
create table call_slots (
  budget_key text not null references call_budgets on delete cascade,
  slot int not null,
  free_at timestamptz not null,
  -- which taking holds it; a process that outlived its lease cannot give back what another took since
  taken_by text,
  primary key (budget_key, slot)
);
create index call_slots_free on call_slots (budget_key, free_at);

-- Records: what was synced, every version kept --------------------------------------------------------------

-- kind: account, tag, category, post, comment, tag_details
create table records (
  location_id text not null,
  kind text not null,
  id text not null,
  version int not null,
  -- our normalised shape; the SQL views below name its fields
  data jsonb not null,
  -- what the CRM sent
  raw jsonb,
  hash text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  deleted_at timestamptz,
  -- the last pass of the stream that saw the record, for finding deletes
  seen_generation bigint not null default 0,
  primary key (location_id, kind, id)
);
create index records_seen on records (location_id, kind, seen_generation) where deleted_at is null;
create index records_posts_by_time on records (location_id, (coalesce(data ->> 'displayAt', '')) desc, id) where kind = 'post' and deleted_at is null;
create index records_posts_by_tag on records using gin ((data -> 'tagIds') jsonb_path_ops) where kind = 'post';

create table record_versions (
  location_id text not null,
  kind text not null,
  id text not null,
  version int not null,
  -- null data: the version is a deletion
  data jsonb,
  hash text not null,
  valid_from timestamptz not null,
  -- null: current
  valid_to timestamptz,
  primary key (location_id, kind, id, version)
);

-- One metric, one account, one day. account_id is the account's profile id, which statistics are asked by.
create table daily_statistics (
  location_id text not null,
  account_id text not null,
  metric text not null,
  day date not null,
  platform text not null,
  value double precision not null,
  revision int not null default 1,
  first_observed_at timestamptz not null,
  observed_at timestamptz not null,
  primary key (location_id, account_id, metric, day)
);
create index daily_statistics_by_day on daily_statistics (location_id, day);

-- What a daily statistic said before the CRM restated it.
create table daily_statistic_restatements (
  location_id text not null,
  account_id text not null,
  metric text not null,
  day date not null,
  revision int not null,
  value double precision not null,
  observed_at timestamptz not null,
  replaced_at timestamptz not null,
  primary key (location_id, account_id, metric, day, revision)
);

-- Streams: one kind of record synced for a location ----------------------------------------------------------

create table streams (
  location_id text not null,
  -- accounts, tags, categories, posts, comments, statistics
  stream text not null,
  state text not null check (state in ('waiting', 'running', 'failed', 'paused')),
  -- where to go on; written in the transaction of the records it accounts for
  checkpoint jsonb not null default '{}',
  generation bigint not null default 0,
  interval_ms int not null,
  next_run_at timestamptz not null,
  lease_owner text,
  lease_until timestamptz,
  lease_fence bigint not null default 0,
  done int not null default 0,
  total int,
  records_stored bigint not null default 0,
  first_synced_at timestamptz,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  last_changed_at timestamptz,
  failures int not null default 0,
  error_code text,
  error_message text,
  error_hint text,
  -- somebody looks at the location's data: run often until then
  hot_until timestamptz,
  -- the fence at which a person asked for a run; when that run ends, another follows
  requested_fence bigint,
  -- the next run begins anew instead of going on from the checkpoint
  full_requested boolean not null default false,
  primary key (location_id, stream)
);
create index streams_due on streams (next_run_at) where state in ('waiting', 'failed');
create index streams_leased on streams (lease_until) where state = 'running';

-- Events: append-only, written in the transaction of the change ----------------------------------------------

create table events (
  -- Readers order by (xid, seq) and stop at the oldest transaction still open, so that none is skipped.
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  id uuid not null,
  location_id text not null,
  type text not null,
  subject_kind text not null,
  subject_id text not null,
  -- version of the record the event speaks of, when it is one
  subject_version int,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  data jsonb not null,
  primary key (seq)
);
create unique index events_id on events (id);
create index events_in_order on events (xid, seq);
create index events_by_location on events (location_id, xid, seq);
create index events_by_subject on events (location_id, subject_kind, subject_id, seq);

-- Answers of the CRM kept for a while, so that the same question is not asked twice.
create table cached_answers (
  location_id text not null,
  key text not null,
  status int not null,
  body jsonb not null,
  fetched_at timestamptz not null,
  primary key (location_id, key)
);

-- Views: the records as tables, for SQL and BI tools ---------------------------------------------------------

create view accounts as
select location_id, id, data ->> 'profileId' as profile_id, data ->> 'platform' as platform, data ->> 'type' as type,
  data ->> 'name' as name, data ->> 'avatarUrl' as avatar_url, (data ->> 'expiresAt')::timestamptz as expires_at,
  (data ->> 'isExpired')::boolean as is_expired, (data ->> 'hasStatistics')::boolean as has_statistics,
  version, created_at, changed_at, deleted_at
from records where kind = 'account';

create view tags as
select r.location_id, r.id, r.data ->> 'name' as name, d.data as details,
  r.version, r.created_at, r.changed_at, r.deleted_at
from records r
left join records d on d.location_id = r.location_id and d.kind = 'tag_details' and d.id = r.id and d.deleted_at is null
where r.kind = 'tag';

create view categories as
select location_id, id, data ->> 'name' as name, data ->> 'primaryColor' as primary_color,
  data ->> 'secondaryColor' as secondary_color, version, created_at, changed_at, deleted_at
from records where kind = 'category';

create view posts as
select location_id, id, data ->> 'status' as status, data ->> 'type' as type, data ->> 'platform' as platform,
  data ->> 'summary' as summary, data ->> 'accountId' as account_id, data -> 'accountIds' as account_ids,
  data -> 'tagIds' as tag_ids, data ->> 'categoryId' as category_id, data ->> 'parentPostId' as parent_post_id,
  (data ->> 'scheduledAt')::timestamptz as scheduled_at, (data ->> 'publishedAt')::timestamptz as published_at,
  (data ->> 'displayAt')::timestamptz as display_at, data ->> 'error' as error,
  (data -> 'insights' ->> 'likes')::int as likes, (data -> 'insights' ->> 'comments')::int as comments,
  (data -> 'insights' ->> 'shares')::int as shares, version, created_at, changed_at, deleted_at
from records where kind = 'post';

create view comments as
select location_id, id, data ->> 'postId' as post_id, data ->> 'accountId' as account_id,
  data ->> 'platform' as platform, data ->> 'authorName' as author_name, data ->> 'text' as text,
  data ->> 'parentId' as parent_id, (data ->> 'replies')::int as replies,
  (data ->> 'commentedAt')::timestamptz as commented_at, version, created_at, changed_at, deleted_at
from records where kind = 'comment';
