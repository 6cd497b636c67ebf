-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#- Integers that are the same on every engine. -#}
{% macro int_div(dividend, divisor) %}
    {{ return(adapter.dispatch('int_div', 'godonu')(dividend, divisor)) }}
{% endmacro %}
{% macro duckdb__int_div(dividend, divisor) %}(({{ dividend }}) // ({{ divisor }})){% endmacro %}
{% macro spark__int_div(dividend, divisor) %}(({{ dividend }}) div ({{ divisor }})){% endmacro %}

{#- The bit that stands for a step in a set of steps; from 62 on they share one, a BIGINT has no more. -#}
{% macro step_bit(step_index) %}
    {{ return(adapter.dispatch('step_bit', 'godonu')('least(' ~ step_index ~ ', 62)')) }}
{% endmacro %}
{% macro duckdb__step_bit(step_index) %}(cast(1 as bigint) << {{ step_index }}){% endmacro %}
{% macro spark__step_bit(step_index) %}shiftleft(cast(1 as bigint), cast({{ step_index }} as int)){% endmacro %}
