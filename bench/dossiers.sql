-- The counts of October 2026 as one would write them by hand for DuckDB, with the default options and complete fields.
with current as (
    select * from read_parquet($files)
    qualify row_number() over (partition by dossier order by as_of desc, arrival desc) = 1
), known as (
    select d.*, p.has_fee, p.needs_paper_result, p.for_citizens, coalesce(service, procedure) as thing,
        coalesce(
            case when first_done <= $end then first_done end,
            case when first_returned <= $end then first_returned end,
            case when first_ended <= $end then first_ended end
        ) // 1440 as ended,
        len(list_filter(supplements, lambda s: s.asked <= $end)) as requests,
        len(list_filter(supplements, lambda s: s.asked <= $end and s.returned <= $end)) as answered
    from current d left join procedures p on p.code = d.procedure and d.received_on between p.first_day and p.last_day_of_entry
    where not deleted and status <> 1 and received_on between date '2026-10-01' and date '2026-10-31'
), closed as (
    select *, case when ended is not null then ended
                   when requests = 1 and answered = 0 then list_min(list_transform(supplements, lambda s: s.asked)) // 1440
                   else $end // 1440 end as closed
    from known
), judged as (
    select *, case
        when ended is null and requests > 1 then false
        when due is null then true
        else closed - case when ended is null and requests = 1 and answered = 0 then 0 else coalesce(list_sum(
            list_transform(supplements, lambda s:
                case when s.due_after is not null and s.due_before // 1440 is distinct from due // 1440 then 0
                else greatest(least(coalesce(s.returned // 1440, closed), closed) - s.asked // 1440, 0) end)), 0) end
            <= due // 1440
        end as on_time,
        has_fee and not (fee_rows > 0 and fee_total = 0) as with_fees,
        not needs_paper_result or result_files > 0 as result_if_needed,
        vneid or papers_from_store > 0 or citizen_db as citizen_data
    from closed
), by_agency as (
    select unnest([agency, split_part(agency, '.', 1)]) as counts_for, * exclude (agency) from (
        select agency, procedure, thing,
            count(*) received, count(*) filter (on_time) on_time, count(*) filter (not on_time) overdue,
            count(*) filter (channel = 2 and result_if_needed) online, count(*) filter (coalesce(channel, 1) = 1) direct,
            count(*) filter (channel = 3) postal, count(*) filter (channel = 2) filed_online,
            count(*) filter (with_fees) with_fees, count(*) filter (with_fees and paid_online in (1, 2)) paid_online,
            count(*) filter (fee_total > 0) carries_fees, count(*) filter (result_files > 0) results,
            count(*) filter (papers_with_file > 0 and result_if_needed) digitised,
            count(*) filter (case when filed_via = 'portal' then papers_digitised > 0
                             else papers_reused > 0 or digitised_flag end) reusing,
            count(*) filter (papers_from_store > 0 or result_in_store) shared,
            count(*) filter (citizen_data) citizen_data,
            count(*) filter (citizen_data and for_citizens) of_people,
            count(*) filter (on_time and not disliked and not complained) satisfied, count(*) filter (synced) synced
        from judged group by all
    )
)
select counts_for, sum(received), sum(on_time), sum(overdue), sum(online), sum(direct), sum(postal), sum(received),
    count(distinct thing) filter (filed_online > 0), sum(with_fees), sum(paid_online),
    count(distinct procedure) filter (paid_online > 0), count(distinct procedure) filter (carries_fees > 0),
    sum(received), sum(results), sum(received), sum(digitised), sum(received), sum(reusing), sum(received), sum(shared),
    sum(received), sum(citizen_data), count(distinct procedure) filter (of_people > 0), sum(received), sum(satisfied),
    sum(synced)
from by_agency group by counts_for
