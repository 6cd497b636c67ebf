-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#- A protected count and the column that says why it is there or not, always side by side. -#}
{% macro protected_measure(measure, count, delivered, contributors=none) -%}
    {{ threshold(count, delivered, contributors) }} as {{ measure }},
    {{ threshold_status(contributors or count, delivered) }} as {{ measure }}_status
{%- endmacro %}

{#- A count that needs no protection (counted traffic): a value, a true zero, or nothing to show. -#}
{% macro open_measure_status(count) -%}
    case when {{ count }} is null then 'fehlt' when {{ count }} = 0 then 'null' else 'wert' end
{%- endmacro %}
