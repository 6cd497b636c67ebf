-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#- Which of several copies counts. Total orders throughout, so that the order of arrival and of rows never matters. -#}

{#-
    A landed record that no later rule set aside; `rows` is the alias of the landed records, `repeats` the relation that
    names the others by their technical address. Choosing among copies by technical keys tells nothing about anybody:
    governance/breakers.yaml says so, as long as the relation itself is made of technical keys.
-#}
{% macro not_set_aside(repeats, rows) -%}
    not exists (
        select 1
        from {{ repeats }} as repeats
        where
            repeats.month = {{ rows }}.month
            and repeats.batch = {{ rows }}.batch
            and repeats.record_no = {{ rows }}.record_no
    )
{%- endmacro %}

{#-
    Revisable records: every version but the newest, told apart by whether its content differs from the newest one.
    The partner belongs to every key: two cities number their counters and visits independently.
-#}
{% macro superseded_versions(dataset, key, newer_by=none) -%}
{%- set record_key = (['ars'] + key) | unique | join(', ') -%}
with records as (

    select
        {{ record_key }}, {% if newer_by %}{{ newer_by }}, {% endif %}
        landed_at, batch, record_no, content_hash, month
    from {{ source('raw', dataset) }}
    where {{ month_in('month', window_months()) }}

),

repeated_keys as (

    select {{ record_key }}
    from records
    group by {{ record_key }}
    having count(*) > 1

),

versions as (

    select
        records.*,
        row_number() over newest_first as age,
        first_value(content_hash) over newest_first as newest_hash
    from records
    inner join repeated_keys using ({{ record_key }})
    window newest_first as (
        partition by {{ record_key }}
        order by
            {% if newer_by %}{{ newer_by }} desc nulls last, {% endif %}landed_at desc nulls last,
            batch desc nulls last, record_no desc nulls last
    )

)

select
    batch,
    record_no,
    month,
    case when content_hash = newest_hash then 'duplicate' else 'superseded' end as verdict
from versions
where age > 1
{%- endmacro %}

{#-
    Snapshots: a partner's newest delivery replaces the former one. A replay belongs to its delivery (the first 16
    characters of the batch) and does not make it newer; an empty delivery replaces too.
-#}
{% macro newest_snapshot(dataset, key, columns) -%}
with records as (

    select *, substring(batch, 1, 16) as delivery
    from {{ source('raw', dataset) }}

),

snapshots as (

    select ars, delivery, landed_at from records
    union all
    select ars, substring(batch, 1, 16) as delivery, landed_at
    from {{ source('raw', 'deliveries') }}
    where dataset = '{{ dataset }}' and landed = 0

),

dated as (

    select ars, delivery, min(landed_at) as landed_at
    from snapshots
    group by ars, delivery

),

newest as (

    select
        ars, delivery,
        row_number() over (partition by ars order by landed_at desc nulls last, delivery desc nulls last) as age
    from dated

),

copies as (

    select
        records.*,
        row_number() over (
            partition by records.ars, {{ key | join(', ') }}
            order by records.landed_at desc nulls last, batch desc nulls last, record_no desc nulls last
        ) as copy
    from records
    inner join newest on newest.ars = records.ars and newest.delivery = records.delivery and newest.age = 1

)

select {{ (columns + ['delivery', 'landed_at']) | join(', ') }}
from copies
where copy = 1
{%- endmacro %}
