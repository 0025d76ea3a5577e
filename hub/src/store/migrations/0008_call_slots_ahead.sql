-- Two changes to how slots are exchanged.
-- Programs may take slots a little before they are free, and use each when its time has come: they ask less often and
-- still lose no time between a slot's end and its next call. ready_ms says, in the order of slots, how long to wait.
-- The reserve for people is a promise instead of slots: programs leave two (fewer in tiny budgets) that are free or
-- will be within half a second. Two slots that only people may take cost every window two calls.
drop function exchange_call_slots;
create function exchange_call_slots(
  of_budget text, wanted int, wanted_interactive int, take text, lease_ms int, given_back jsonb,
  out slots int[], out ready_ms double precision[],
  out burst_limit int, out burst_interval_ms int, out daily_limit int, out daily_used int,
  out paused_ms double precision, out next_free_ms double precision, out next_free_interactive_ms double precision,
  out busy int, out elsewhere int, out limits_known boolean, out day_ends_ms double precision
) returns setof record language plpgsql as $$
#variable_conflict use_variable
declare
  budget call_budgets;
  moment timestamptz;
  today date;
  reserve int;
  ahead interval;
  soon interval;
  in_reach int;
  free_soon int;
  withheld int;
  allowed int;
  for_people int;
  unused int;
  missing int;
  coming timestamptz[];
begin
  -- Others wait for the budget's row until the commit: not for the disk too. A server that crashes loses half a second
  -- of slots at most, and takes longer to come back.
  perform set_config('synchronous_commit', 'off', true);
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
  soon := least(500, burst_interval_ms / 20) * interval '1 millisecond';
  ahead := soon * 0.8;

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

  select count(*) filter (where s.free_at <= moment + ahead), count(*) filter (where s.free_at > moment + ahead)
  into in_reach, free_soon
  from call_slots s
  where s.budget_key = of_budget and s.free_at <= moment + soon
    and (s.taken_by is distinct from 'elsewhere' or s.free_at <= moment);
  withheld := greatest(0, reserve - free_soon);
  paused_ms := greatest(0, coalesce(extract(epoch from budget.paused_until - moment) * 1000, 0));
  allowed := case when paused_ms > 0 then 0
    else greatest(0, least(wanted, daily_limit - daily_used, in_reach)) end;
  for_people := least(wanted_interactive, allowed);
  allowed := least(allowed, for_people + greatest(0, in_reach - for_people - withheld));

  select coalesce(array_agg(t.slot order by t.free_at), '{}'),
    coalesce(array_agg(greatest(0, extract(epoch from t.free_at - moment) * 1000) order by t.free_at), '{}')
  into slots, ready_ms
  from (
    select s.slot, s.free_at from call_slots s
    where s.budget_key = of_budget and s.free_at <= moment + ahead
      and (s.taken_by is distinct from 'elsewhere' or s.free_at <= moment)
    order by s.free_at limit allowed) t;
  update call_slots s
  set taken_by = take, free_at = moment + lease_ms * interval '1 millisecond'
  where s.budget_key = of_budget and s.slot = any(slots);
  in_reach := in_reach - cardinality(slots);

  daily_used := daily_used + cardinality(slots);
  if daily_used <> budget.daily_used or today <> budget.day then
    update call_budgets b set daily_used = exchange_call_slots.daily_used, day = today where b.key = of_budget;
  end if;

  -- A slot free for less than half a second counts as busy: it may have been when the answer we compare with left.
  select count(*) into busy
  from call_slots s where s.budget_key = of_budget and s.free_at > moment - interval '500 milliseconds';

  -- Anyone may take a slot once one is in reach, programs only if the promise holds without it.
  missing := reserve + 1 - in_reach;
  coming := array(
    select s.free_at from call_slots s
    where s.budget_key = of_budget and s.free_at > moment + ahead and s.taken_by is distinct from 'elsewhere'
    order by s.free_at limit greatest(1, missing));
  next_free_interactive_ms := case when in_reach > 0 then 0
    else greatest(0, extract(epoch from coming[1] - ahead - moment) * 1000) end;
  next_free_ms := case when missing <= 0 then next_free_interactive_ms
    else greatest(next_free_interactive_ms,
      coalesce(extract(epoch from coming[missing] - soon - moment) * 1000, burst_interval_ms)) end;
  elsewhere := case when budget.elsewhere_until > moment then budget.elsewhere else 0 end;
  limits_known := budget.limits_known;
  day_ends_ms := extract(epoch from (today + 1)::timestamp at time zone 'utc' - moment) * 1000;
  return next;
end $$;
