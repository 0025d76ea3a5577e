-- What was asked of the CRM through the hub: the log of calls, writes that must happen once, and who spent what.

-- A write under an idempotency key. `started`: under way, or its process died: until lease_until nobody knows.
-- `finished`: the answer is kept, as text, so that it is given again byte for byte.
create table idempotent_calls (
  -- whose key it is: callers cannot meet each other's
  caller_key text not null,
  key text not null,
  id uuid not null,
  request_hash text not null,
  -- started: nothing has left yet; sent: it may have been applied
  state text not null check (state in ('started', 'sent', 'finished')),
  started_at timestamptz not null,
  lease_until timestamptz not null,
  expires_at timestamptz not null,
  answer text,
  primary key (caller_key, key)
);
create unique index idempotent_calls_id on idempotent_calls (id);
create index idempotent_calls_expired on idempotent_calls (expires_at);

-- The log of calls. Ids are UUIDs of version 7, so the primary key grows at its end.
create table calls (
  id uuid primary key,
  at timestamptz not null,
  location_id text,
  company_id text,
  entry_id text,
  operation_id text not null,
  title text not null,
  method text not null,
  path text not null,
  access text not null check (access in ('read', 'write')),
  caller_kind text not null,
  caller_id text,
  caller_name text not null,
  surface text not null,
  lane text not null,
  outcome text not null check (outcome in ('ok', 'refused', 'failed', 'stopped')),
  -- HTTP status of the CRM; null when it gave none
  status int,
  code text,
  -- crm, cache, replay; null: no answer
  source text,
  duration_ms double precision not null,
  -- answers from the cache are counted by the minute: the line stands for so many
  count int not null default 1,
  attempts int not null default 0,
  idempotency_key text,
  trace_id text,
  request jsonb not null,
  message text,
  hint text,
  answer_bytes int,
  -- words people search by, in lower case
  words tsvector not null
);
create index calls_by_location on calls (location_id, at desc, id desc);
create index calls_by_time on calls (at desc, id desc);
create index calls_by_entry on calls (entry_id, at desc, id desc);
create index calls_by_caller on calls (caller_id, at desc, id desc) where caller_id is not null;
-- Most calls go well: those that did not are what people look for.
create index calls_in_trouble on calls (outcome, at desc, id desc) where outcome <> 'ok';
create index calls_by_words on calls using gin (words);

-- Requests the CRM counts, by day (UTC), budget and spender.
create table call_spending (
  day date not null,
  budget_key text not null,
  -- whom they were made for; '' when for the company itself
  location_id text not null,
  company_id text,
  lane text not null,
  -- `sync:posts`, `connections`, `key:<id>`, `person:<id>` …
  spender text not null,
  -- as people know it
  spender_name text not null,
  calls int not null default 0,
  -- answered with 429
  refused int not null default 0,
  primary key (day, budget_key, location_id, lane, spender)
);
create index call_spending_by_location on call_spending (location_id, day);
