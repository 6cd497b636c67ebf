-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#-
    Every series of a partner in every month in which its dataset was delivered by anyone, so that a month without
    delivery has rows that say so. The model names its series in a CTE `series` (ars and whatever tells rows apart).
    `dataset` is an SQL expression: a name in quotes, or the column of the series that holds it.
-#}
{% macro monthly_grid(dataset) -%}
    select
        deliveries.month,
        deliveries.partner_name,
        deliveries.status = 'geliefert' as delivered,
        series.*
    from {{ ref('partner_deliveries_monthly') }} as deliveries
    inner join series on series.ars = deliveries.ars
    where deliveries.dataset = {{ dataset }}
{%- endmacro %}

{#- The numbers 0 to 10^digits - 1 in a column n. -#}
{% macro numbers(digits) -%}
    select
        {% for p in range(digits) %}place_{{ p }}.d * {{ 10 ** p }}{{ ' + ' if not loop.last }}{% endfor %} as n
    from
    {% for place in range(digits) %}
        (
            {% for d in range(10) %}select {{ d }} as d{{ ' union all ' if not loop.last }}{% endfor %}
        ) as place_{{ place }}{{ ' cross join ' if not loop.last }}
    {% endfor %}
{%- endmacro %}
