-- Who reads the event log, and how far. A reader's place moves in the transaction of what it made of the events, so
-- each event has its effect in the database exactly once.
create table event_readers (
  name text primary key,
  -- position of the last event handled; null: the beginning of the log
  position text,
  -- not before this instant, after a failure
  retry_at timestamptz,
  failures int not null default 0,
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
