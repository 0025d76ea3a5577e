-- Slots change with every call. A budget has a hundred of them at most, found by the primary key: without a second
-- index, and with room on their pages, a change touches one page and no index.
drop index call_slots_free;
alter table call_slots set (fillfactor = 40);
alter table call_budgets set (fillfactor = 40);
