-- Secrets that requests of workflows name instead of holding them.
create table secrets (
  id uuid primary key,
  name text not null unique,
  value_sealed bytea not null,
  -- hosts it may be sent to; empty: any
  hosts jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text
);
