-- Webhooks of the CRM: what came in, how far it is, and what told us of it.

-- Public keys whose signatures count.
create table webhook_keys (
  id uuid primary key,
  name text not null,
  algorithm text not null check (algorithm in ('ed25519', 'rsa')),
  -- SPKI in base64
  spki text not null,
  source text not null check (source in ('published', 'added', 'simulator')),
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  last_used_at timestamptz
);
create unique index webhook_keys_spki on webhook_keys (spki);
insert into webhook_keys (id, name, algorithm, spki, source) values (
  '00000000-0000-7000-8000-000000000001', 'Key the CRM publishes', 'ed25519',
  'MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=', 'published'
);

-- Accepted deliveries. Ids are UUIDs of version 7, so the primary key grows at its end and orders by arrival.
create table inbox (
  id uuid primary key,
  received_at timestamptz not null,
  -- the CRM's id of the delivery, else made of event and body: what is delivered again has the same
  delivery_key uuid not null,
  webhook_id text,
  -- last part of the URL it came to, when that names an event
  family text,
  event text,
  trigger_id text,
  location_id text,
  company_id text,
  app_id text,
  sent_at timestamptz,
  -- what is processed one after the other: a location, else a company
  lane text not null,
  verdict text not null check (verdict in ('ed25519', 'rsa', 'unchecked')),
  key_id uuid,
  -- of the key that signed it; null: unchecked
  environment text,
  -- as they came: an array of name and value in turn
  headers jsonb not null,
  raw bytea not null,
  state text not null check (state in ('waiting', 'retrying', 'processed', 'failed', 'unreadable')),
  attempts int not null default 0,
  next_attempt_at timestamptz,
  processed_at timestamptz,
  duplicates int not null default 0,
  outcome jsonb not null default '[]',
  -- the last attempts: at, durationMs, error
  attempt_log jsonb not null default '[]',
  -- what it put into the log
  event_ids jsonb not null default '[]'
);
create unique index inbox_delivery_key on inbox (delivery_key);
create index inbox_waiting on inbox (lane, id) where state = 'waiting';
create index inbox_by_location on inbox (location_id, id desc);
-- Few are ever in trouble, and those are what people look for.
create index inbox_in_trouble on inbox (state, id desc) where state in ('retrying', 'failed', 'unreadable');

-- Who processes a lane.
create table inbox_lanes (
  lane text primary key,
  owner text,
  lease_until timestamptz,
  fence bigint not null default 0
);

-- Deliveries that were refused, counted; their bodies are not kept.
create table webhook_refusals (
  day date not null,
  reason text not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (day, reason)
);

-- The newest news of each thing webhooks tell of: what is older came late and changes nothing.
create table webhook_marks (
  owner_id text not null,
  kind text not null,
  id text not null,
  as_of timestamptz not null,
  -- the hub had to find it by itself
  was_found boolean not null default false,
  primary key (owner_id, kind, id)
);

-- How many changes webhooks announced, and how many the hub had to find.
create table completeness_days (
  location_id text not null,
  day date not null,
  announced int not null default 0,
  found int not null default 0,
  primary key (location_id, day)
);
create table completeness_checks (
  location_id text primary key,
  -- what changed until then is known; null: nothing was looked at yet
  checkpoint timestamptz,
  last_checked_at timestamptz,
  next_check_at timestamptz not null,
  lease_until timestamptz,
  failures int not null default 0,
  error_code text,
  error_message text,
  error_hint text
);
create index completeness_checks_due on completeness_checks (next_check_at);
