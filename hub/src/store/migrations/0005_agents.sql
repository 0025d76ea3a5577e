-- Agents: programs that speak MCP. People let them in by OAuth; only hashes of what they present are stored.

-- A program that registered itself. Registering proves nothing and opens nothing.
create table agent_clients (
  id uuid primary key,
  name text not null,
  redirect_uris text[] not null,
  created_at timestamptz not null default now()
);

-- What a person let a program do.
create table agent_grants (
  id uuid primary key,
  client_id uuid not null references agent_clients on delete cascade,
  user_id uuid not null references users on delete cascade,
  permissions text[] not null,
  -- null: every location
  location_ids text[],
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  -- person, agent, or what gave the theft of a token away: code_reused, refresh_token_reused
  revoked_by text
);
create index agent_grants_by_client on agent_grants (client_id);

-- An authorization code: what a person just allowed, to be fetched once by the program.
create table agent_codes (
  code_hash bytea primary key,
  client_id uuid not null references agent_clients on delete cascade,
  user_id uuid not null references users on delete cascade,
  redirect_uri text not null,
  code_challenge text not null,
  permissions text[] not null,
  location_ids text[],
  expires_at timestamptz not null,
  used_at timestamptz,
  grant_id uuid references agent_grants on delete cascade
);

create table agent_tokens (
  token_hash bytea primary key,
  grant_id uuid not null references agent_grants on delete cascade,
  kind text not null check (kind in ('access', 'refresh')),
  expires_at timestamptz not null,
  -- of refresh tokens: each works once, and a second time tells of a theft
  used_at timestamptz
);
create index agent_tokens_by_grant on agent_tokens (grant_id);

-- A write an agent announced and may now make, once.
create table agent_confirmations (
  id uuid primary key,
  token_hash bytea not null unique,
  -- who announced it: `key:<id>`, `agent:<grant id>` …
  caller text not null,
  request_hash bytea not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index agent_confirmations_expired on agent_confirmations (expires_at);
