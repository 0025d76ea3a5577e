-- Endpoints that get records in the user's own shape instead of events.
alter table endpoints add column mapping_id uuid references mappings;
create index endpoints_by_mapping on endpoints (mapping_id) where mapping_id is not null;
-- what is still to be made of the body before it is sent; null: the body is what is sent
alter table deliveries add column mapping_id uuid;
