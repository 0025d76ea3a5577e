-- Events sent to endpoints of other programs: where to, what is under way, every attempt, and the proof of delivery.

create table endpoints (
  id uuid primary key,
  url text not null,
  description text not null,
  -- exact types, or prefixes ending in `.*`; empty: every type
  event_types text[] not null,
  -- null: every location
  location_ids text[],
  -- simple conditions on fields of the event, all of which must hold
  conditions jsonb not null,
  -- JSON of the user's own headers, sealed: some of them are secrets
  headers_sealed bytea,
  header_names text[] not null,
  -- deliveries a second; null: as fast as the receiver answers
  rate int,
  concurrency int not null,
  order_by text not null check (order_by in ('none', 'subject', 'location')),
  is_enabled boolean not null,
  -- person, gone, failing; null while enabled
  disabled_reason text,
  disabled_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- The secrets an endpoint's deliveries are signed with; during a rotation several at once.
create table endpoint_secrets (
  id uuid primary key,
  endpoint_id uuid not null references endpoints on delete cascade,
  kind text not null check (kind in ('hmac', 'ed25519')),
  sealed bytea not null,
  -- of Ed25519, as receivers need it
  public_key text,
  created_at timestamptz not null,
  -- signs no longer from this instant on; null: until it is rotated
  expires_at timestamptz
);
create index endpoint_secrets_by_endpoint on endpoint_secrets (endpoint_id);

-- What is counted of an endpoint, and the end of its ledger: apart, because every batch of results changes it.
create table endpoint_health (
  endpoint_id uuid primary key references endpoints on delete cascade,
  delivered bigint not null default 0,
  given_up bigint not null default 0,
  -- attempts that failed since the last one that did not
  failures int not null default 0,
  -- instant of the first of these
  failing_since timestamptz,
  last_delivered_at timestamptz,
  last_failed_at timestamptz,
  last_error text,
  ledger_position bigint not null default 0,
  ledger_hash text not null
);

-- One event for one endpoint, once: fanning out again finds it there.
-- `waiting` until `next_attempt_at`; whoever attempts it moves that instant ahead, so that a process that dies meanwhile
-- leaves nothing behind but a delay.
create table deliveries (
  id uuid primary key,
  place bigint generated always as identity,
  endpoint_id uuid not null references endpoints on delete cascade,
  event_id uuid not null,
  kind text not null check (kind in ('event', 'test')),
  event_type text not null,
  location_id text not null,
  -- those with the same key go out one after the other; null: in any order
  order_key text,
  -- exactly what is sent and signed, the same for every attempt
  body text not null,
  state text not null check (state in ('waiting', 'delivered', 'given_up')),
  attempts int not null default 0,
  -- attempts of the present round; sending again begins another one
  round_attempts int not null default 0,
  next_attempt_at timestamptz not null,
  last_status int,
  last_error text,
  created_at timestamptz not null,
  delivered_at timestamptz
);
create unique index deliveries_once on deliveries (endpoint_id, event_id);
create index deliveries_due on deliveries (endpoint_id, next_attempt_at, place)
  where state = 'waiting' and order_key is null;
create index deliveries_in_order on deliveries (endpoint_id, order_key, place)
  where state = 'waiting' and order_key is not null;
create index deliveries_by_endpoint on deliveries (endpoint_id, place);
create index deliveries_given_up on deliveries (endpoint_id, place) where state = 'given_up';

create table delivery_attempts (
  id uuid primary key,
  delivery_id uuid not null references deliveries on delete cascade,
  number int not null,
  at timestamptz not null,
  duration_ms int not null,
  outcome text not null check (outcome in ('delivered', 'refused', 'failed')),
  -- HTTP status of the receiver; null when it gave none
  status int,
  code text,
  message text,
  -- address and headers, secrets blacked out; the body is the delivery's
  request jsonb not null,
  response jsonb
);
create index delivery_attempts_by_delivery on delivery_attempts (delivery_id, number);

-- Proof of delivery: a chain for each endpoint, every entry holding the hash of the one before. Never changed, and kept
-- when deliveries are deleted for their age.
create table delivery_ledger (
  endpoint_id uuid not null references endpoints on delete cascade,
  position bigint not null,
  entry text not null,
  hash text not null,
  primary key (endpoint_id, position)
);

-- Links by which somebody without an account sees one endpoint.
create table receiver_links (
  id uuid primary key,
  endpoint_id uuid not null references endpoints on delete cascade,
  token_hash bytea not null unique,
  note text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index receiver_links_by_endpoint on receiver_links (endpoint_id);
