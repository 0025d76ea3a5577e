-- The rolling look at all contacts of a location: it finds what was deleted without a webhook.
-- {"generation", "after", "seen", "total", "isProving"}; null: none was begun
alter table completeness_checks add column sweep jsonb;
-- when the last one came to its end
alter table completeness_checks add column swept_at timestamptz;
