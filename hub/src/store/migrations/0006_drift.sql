-- Where answers of the CRM were not as published, counted; no value of an answer is kept.
create table observed_drift (
  operation_id text not null,
  place text not null,
  problem text not null,
  count bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (operation_id, place, problem)
);

-- The last comparison of what the CRM publishes with what the hub was built for; one row at most.
create table drift_reports (
  is_last boolean primary key default true check (is_last),
  compared_at timestamptz not null,
  source text not null,
  operations int not null,
  changes jsonb not null
);
