-- Mappings: how records of the hub become records of the user's own, and where these are written.

create table mappings (
  id uuid primary key,
  -- what files, paths and people call it
  name text not null unique,
  -- what is being worked on and not in use yet; null: nothing
  draft jsonb,
  draft_changed_at timestamptz,
  -- null: never published
  active_version int,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Published definitions, never changed.
create table mapping_versions (
  mapping_id uuid not null references mappings on delete cascade,
  version int not null,
  definition jsonb not null,
  created_at timestamptz not null default now(),
  created_by text,
  primary key (mapping_id, version)
);

create table destinations (
  id uuid primary key,
  name text not null unique,
  kind text not null check (kind in ('postgres', 'mysql', 'http', 'file')),
  -- everything that is no secret
  settings jsonb not null,
  -- password or signing secret
  secret_sealed bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- A mapping written to a destination.
create table mapping_outputs (
  id uuid primary key,
  mapping_id uuid not null references mappings on delete cascade,
  destination_id uuid not null references destinations,
  -- table, file or path within the destination
  target text not null,
  on_delete text not null check (on_delete in ('delete', 'mark')),
  state text not null check (state in ('filling', 'following')),
  is_paused boolean not null default false,
  -- the version of the mapping its rows are made by
  version int not null,
  -- locations of an earlier version: what it wrote of them goes; null in the list's place: every location
  former_location_ids jsonb,
  -- where the fill goes on; null: at the beginning
  fill_checkpoint jsonb,
  fill_done bigint not null default 0,
  fill_total bigint,
  fill_started_at timestamptz,
  filled_at timestamptz,
  -- what the destination's writer needs to go on, for instance how long a file is
  writer_state jsonb,
  written bigint not null default 0,
  last_written_at timestamptz,
  -- records changed before this instant were looked at, whether or not an event told of them
  swept_at timestamptz not null default now(),
  failures int not null default 0,
  retry_at timestamptz,
  error_code text,
  error_message text,
  error_hint text,
  lease_owner text,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- two mappings in one table would overwrite each other
  unique (destination_id, target)
);
create index mapping_outputs_by_mapping on mapping_outputs (mapping_id);

-- Source records that are to be written again as they are by then; one row however often they changed.
create sequence mapping_changes_seq;
create table mapping_changes (
  output_id uuid not null references mapping_outputs on delete cascade,
  location_id text not null,
  source_id text not null,
  seq bigint not null default nextval('mapping_changes_seq'),
  primary key (output_id, location_id, source_id)
);
create index mapping_changes_in_order on mapping_changes (output_id, seq);

-- Source records that could not be mapped or that the destination refused.
create table quarantined_rows (
  output_id uuid not null references mapping_outputs on delete cascade,
  location_id text not null,
  source_id text not null,
  -- mapping: it cannot be mapped; refused: the destination does not take it
  reason text not null check (reason in ('mapping', 'refused')),
  message text not null,
  -- for mapping: the errors of each field
  errors jsonb not null default '[]',
  -- what was to be written; null when it could not be made
  record jsonb,
  attempts int not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (output_id, location_id, source_id)
);
create index quarantined_rows_newest on quarantined_rows (output_id, last_at desc);
