-- Gives call slots back and takes others, in one round trip, planned once a session: this runs for every batch of
-- calls to the CRM. The budget's row is locked first, so processes take turns and see each other's slots exactly.
-- The lowest slots (two, fewer in tiny budgets) are a reserve that only calls of the interactive lane may take.
create function exchange_call_slots(
  of_budget text, wanted int, wanted_interactive int, take text, lease_ms int, given_back jsonb,
  out slots int[], out burst_limit int, out burst_interval_ms int, out daily_limit int, out daily_used int,
  out paused_ms double precision, out next_free_ms double precision, out next_free_interactive_ms double precision,
  out busy int, out elsewhere int, out limits_known boolean, out day_ends_ms double precision
) returns setof record language plpgsql as $$
#variable_conflict use_variable
declare
  budget call_budgets;
  moment timestamptz;
  today date;
  reserve int;
  allowed int;
  unused int;
begin
  select * into budget from call_budgets b where b.key = of_budget for update;
  if not found then
    return;
  end if;
  -- Read only now: another process may have held the row for a while.
  moment := clock_timestamp();
  today := (moment at time zone 'utc')::date;
  burst_limit := budget.burst_limit;
  burst_interval_ms := budget.burst_interval_ms;
  daily_limit := budget.daily_limit;
  daily_used := case when budget.day < today then 0 else budget.daily_used end;
  reserve := least(2, burst_limit / 5);

  -- A slot that carried a call cools for one interval from when its answer arrived; an unused one is free.
  with returned as (
    update call_slots s
    set taken_by = null,
      free_at = case when g.used then moment + (burst_interval_ms - g.ago_ms) * interval '1 millisecond' else moment end
    from jsonb_to_recordset(given_back) as g(slot int, take text, used boolean, ago_ms double precision)
    where s.budget_key = of_budget and s.slot = g.slot and s.taken_by = g.take
    returning g.used)
  select count(*) into unused from returned where not returned.used;
  daily_used := greatest(0, daily_used - unused);

  -- What others use of the window is kept away from us: their calls are slots too.
  if budget.elsewhere_until > moment then
    update call_slots s
    set taken_by = 'elsewhere', free_at = moment + burst_interval_ms * interval '1 millisecond'
    where s.budget_key = of_budget and s.slot in (
      select f.slot from call_slots f
      where f.budget_key = of_budget and f.free_at <= moment
      order by f.slot desc
      limit greatest(0, budget.elsewhere - (
        select count(*) from call_slots e
        where e.budget_key = of_budget and e.taken_by = 'elsewhere' and e.free_at > moment)));
  end if;

  paused_ms := greatest(0, coalesce(extract(epoch from budget.paused_until - moment) * 1000, 0));
  allowed := case when paused_ms > 0 then 0 else greatest(0, least(wanted, daily_limit - daily_used)) end;
  slots := array(
    select s.slot from call_slots s
    where s.budget_key = of_budget and s.slot >= reserve and s.free_at <= moment
    order by s.free_at limit allowed);
  slots := slots || array(
    select s.slot from call_slots s
    where s.budget_key = of_budget and s.slot < reserve and s.free_at <= moment
    limit greatest(0, least(wanted_interactive, allowed - cardinality(slots))));
  update call_slots s
  set taken_by = take, free_at = moment + lease_ms * interval '1 millisecond'
  where s.budget_key = of_budget and s.slot = any(slots);

  daily_used := daily_used + cardinality(slots);
  if daily_used <> budget.daily_used or today <> budget.day then
    update call_budgets b set daily_used = exchange_call_slots.daily_used, day = today where b.key = of_budget;
  end if;

  -- A slot free for less than half a second counts as busy: it may have been when the answer we compare with left.
  select extract(epoch from min(s.free_at) filter (where s.slot >= reserve and s.free_at > moment) - moment) * 1000,
    extract(epoch from min(s.free_at) filter (where s.free_at > moment) - moment) * 1000,
    count(*) filter (where s.free_at > moment - interval '500 milliseconds')
  into next_free_ms, next_free_interactive_ms, busy
  from call_slots s where s.budget_key = of_budget;
  elsewhere := case when budget.elsewhere_until > moment then budget.elsewhere else 0 end;
  limits_known := budget.limits_known;
  day_ends_ms := extract(epoch from (today + 1)::timestamp at time zone 'utc' - moment) * 1000;
  return next;
end $$;
