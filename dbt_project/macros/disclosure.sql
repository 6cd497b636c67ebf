-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#-
    Disclosure control of counts from cases and visits (design, decision 9). governance/breakers.yaml names these macros
    and proves what they do; only there, in exactly this form, may a class be lowered. A change here is a change of
    every decision that rests on them.
-#}

{#- A count rounded to the nearest multiple of 5, from the unrounded value, in integers only. -#}
{% macro base5(count) -%}
    (({{ count }}) + 2) - (({{ count }}) + 2) % 5
{%- endmacro %}

{#- What may be shown of a count: nothing below 5, true zeros as 0, everything else to base 5.
    contributors: the count of cases behind a measure that is not itself one (page actions of visits). -#}
{% macro threshold(count, delivered, contributors=none) -%}
    case
        when not {{ delivered }} then null
        when coalesce({{ contributors or count }}, 0) = 0 then 0
        when {{ contributors or count }} < 5 then null
        else cast({{ base5(count) }} as bigint)
    end
{%- endmacro %}

{#- Why a published count is there or not: wert, null (a true zero), gesperrt (below 5), fehlt (nothing delivered). -#}
{% macro threshold_status(count, delivered) -%}
    case
        when not {{ delivered }} then 'fehlt'
        when coalesce({{ count }}, 0) = 0 then 'null'
        when {{ count }} < 5 then 'gesperrt'
        else 'wert'
    end
{%- endmacro %}

{#- The groups that may be named at all: those with 5 cases or more over the whole time. The existence of a row tells
    that somebody was there, so a group below the threshold has none.
    keys: columns of the relation; cases: an aggregate that counts cases; label: a column shown
    beside the keys where the whole group agrees on it; else it would be the value of somebody. -#}
{% macro protected_series(relation, keys, cases, label=none) -%}
    select {{ keys | join(', ') }}{% if label %},
        case when min({{ label }}) = max({{ label }}) then max({{ label }}) end as {{ label }}
        {%- endif %}
    from {{ relation }}
    group by {{ keys | join(', ') }}
    having {{ cases }} >= 5
{%- endmacro %}
