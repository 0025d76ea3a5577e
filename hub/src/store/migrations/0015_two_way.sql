-- Tables whose changes come back.
-- who wins when a field changed on both sides, by field: {"owner": "table"}; empty: nothing comes back
alter table mapping_outputs add column two_way jsonb not null default '{}';
-- when the table was last looked through
alter table mapping_outputs add column looked_at timestamptz;
alter table mapping_outputs add column taken bigint not null default 0;
alter table mapping_outputs add column last_taken_at timestamptz;

-- What hub and table had in common when a row was last written: whoever differs from it has changed something.
create table mapping_agreements (
  output_id uuid not null references mapping_outputs on delete cascade,
  location_id text not null,
  source_id text not null,
  key jsonb not null,
  -- values of the fields that come back
  fields jsonb not null,
  -- of the whole row: one that is there already is not written again
  hash text not null,
  primary key (output_id, location_id, source_id)
);
