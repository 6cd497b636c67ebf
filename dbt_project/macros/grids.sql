-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#-
    Every series of a partner in every month in which its dataset was delivered by anyone, so that a month without
    delivery has rows that say so. The model names its series in a CTE `series` (ars and whatever tells rows apart).
-#}
{% macro monthly_grid(dataset) -%}
    select
        deliveries.month,
        deliveries.partner_name,
        deliveries.status = 'geliefert' as delivered,
        series.*
    from {{ ref('partner_deliveries_monthly') }} as deliveries
    inner join series on series.ars = deliveries.ars
    where deliveries.dataset = '{{ dataset }}'
{%- endmacro %}

{#- The numbers 0 to 10^digits - 1 in a column n. -#}
{% macro numbers(digits) -%}
    select
        {% for place in range(digits) %}place_{{ place }}.d * {{ 10 ** place }}{{ ' + ' if not loop.last }}{% endfor %} as n
    from
    {% for place in range(digits) %}
        (
            {% for d in range(10) %}select {{ d }} as d{{ ' union all ' if not loop.last }}{% endfor %}
        ) as place_{{ place }}{{ ' cross join ' if not loop.last }}
    {% endfor %}
{%- endmacro %}
