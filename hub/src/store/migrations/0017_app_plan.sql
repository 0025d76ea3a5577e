-- The plan of the app a company or location has, by the CRM's word; null: nothing was told.
alter table connections add column plan_id text;
