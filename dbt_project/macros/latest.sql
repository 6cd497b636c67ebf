-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#-
    The latest value of a text column in one pass, and its place in the order; two of these can be compared again. The
    order is total: the instant in front (13 digits since 2001, so text sorts as time does), the value behind decides
    between equal instants. The instant chooses the value and is no part of it.
-#}
{% macro latest(column, condition) -%}
    max_by({{ column }}, {{ place_in_time(column) }}) filter (where {{ column }} is not null and {{ condition }})
{%- endmacro %}

{% macro latest_place(column, condition) -%}
    max({{ place_in_time(column) }}) filter (where {{ column }} is not null and {{ condition }})
{%- endmacro %}

{% macro place_in_time(column) -%}
    concat_ws('', cast({{ epoch_ms('occurred_at') }} as string), {{ column }})
{%- endmacro %}
