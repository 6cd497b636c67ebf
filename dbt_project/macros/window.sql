-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#-
    Which months a run rebuilds. The platform writes the touched months to raw.run_months before dbt starts; each
    month-wise model adds the months before them that it declares as look_back. Always a list, never the range between;
    none means all months: the table does not exist yet, or --full-refresh. Months travel as literals, so that DuckDB
    opens only the files of these months.
-#}
{% macro window_months(look_back=0) %}
    {{ return(input_months(look_back, 0)) }}
{% endmacro %}

{#- The months that have to be read: look_back before and look_ahead after each touched month. -#}
{% macro input_months(look_back=0, look_ahead=0) %}
    {% if not execute or not is_incremental() %}{{ return(none) }}{% endif %}
    {% set months = [] %}
    {% for touched in run_query('select distinct month from raw.run_months where month is not null').columns[0] %}
        {% for step in range(-look_back, look_ahead + 1) %}
            {% do months.append(shift_month(touched, step)) %}
        {% endfor %}
    {% endfor %}
    {{ return(months | unique | sort) }}
{% endmacro %}

{% macro shift_month(month, step) %}
    {% set number = (month[:4] | int) * 12 + (month[5:7] | int) - 1 + step %}
    {{ return('%04d-%02d' | format(number // 12, number % 12 + 1)) }}
{% endmacro %}

{#- A condition on a month column for a list of months, for all of them (none) or for no month at all (empty). -#}
{% macro month_in(column, months) -%}
    {%- if months is none -%} true
    {%- elif not months -%} false
    {%- else -%} {{ column }} in ('{{ months | join("', '") }}')
    {%- endif -%}
{%- endmacro %}

{#- Pre-hook of every month-wise table: what is rebuilt goes first, so that a month that lost its last row is empty. -#}
{% macro delete_window(look_back=0) -%}
    {%- set months = window_months(look_back) -%}
    {%- if months %}delete from {{ this }} where {{ month_in('month', months) }}{% endif -%}
{%- endmacro %}

{#- Months as numbers, so that "the month after" is an addition. -#}
{% macro month_number(column) -%}
    cast(substring({{ column }}, 1, 4) as bigint) * 12 + cast(substring({{ column }}, 6, 2) as bigint)
{%- endmacro %}
