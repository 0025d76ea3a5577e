-- What changed lately in the CRM through the hub: each process forgets its cached answers about it.
create sequence cache_mark_numbers;
create table cache_marks (
  -- a location or a company
  owner_id text not null,
  -- module of the catalog; '*': all
  module text not null,
  -- grows with each change, so that a process knows whether it has seen it
  number bigint not null default nextval('cache_mark_numbers'),
  changed_at timestamptz not null default clock_timestamp(),
  primary key (owner_id, module)
);
create index cache_marks_changed on cache_marks (changed_at);
