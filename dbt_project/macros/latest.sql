-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#-
    The latest value of a text column, in one pass and with a total order: the instant in front (13 digits since 2001,
    so text sorts as time does), the value behind; equal instants are decided by the value.
-#}
{% macro latest(column, condition) -%}
    max(concat_ws('', cast({{ epoch_ms('occurred_at') }} as string), {{ column }}))
        filter (where {{ column }} is not null and {{ condition }})
{%- endmacro %}

{% macro latest_value(choice) -%}
    substring({{ choice }}, 14)
{%- endmacro %}
