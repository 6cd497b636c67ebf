-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#- UTC without zone is stored, Europe/Berlin is what people read. One macro per engine trait. -#}
{% macro epoch_ms(ts) %}{{ return(adapter.dispatch('epoch_ms', 'godonu')(ts)) }}{% endmacro %}
{% macro duckdb__epoch_ms(ts) %}epoch_ms({{ ts }}){% endmacro %}
{% macro spark__epoch_ms(ts) %}unix_millis(cast({{ ts }} as timestamp)){% endmacro %}

{% macro local_ts(ts) %}{{ return(adapter.dispatch('local_ts', 'godonu')(ts)) }}{% endmacro %}
{% macro duckdb__local_ts(ts) %}timezone('Europe/Berlin', timezone('UTC', {{ ts }})){% endmacro %}
{% macro spark__local_ts(ts) %}convert_timezone('UTC', 'Europe/Berlin', {{ ts }}){% endmacro %}

{% macro utc_ts(local_ts) %}{{ return(adapter.dispatch('utc_ts', 'godonu')(local_ts)) }}{% endmacro %}
{% macro duckdb__utc_ts(local_ts) %}timezone('UTC', timezone('Europe/Berlin', {{ local_ts }})){% endmacro %}
{% macro spark__utc_ts(local_ts) %}convert_timezone('Europe/Berlin', 'UTC', {{ local_ts }}){% endmacro %}

{% macro hour_start(ts) %}{{ return(adapter.dispatch('hour_start', 'godonu')(ts)) }}{% endmacro %}
{% macro duckdb__hour_start(ts) %}date_trunc('hour', {{ ts }}){% endmacro %}
{% macro spark__hour_start(ts) %}cast(date_trunc('HOUR', {{ ts }}) as timestamp_ntz){% endmacro %}

{% macro add_hours(ts, hours) %}{{ return(adapter.dispatch('add_hours', 'godonu')(ts, hours)) }}{% endmacro %}
{% macro duckdb__add_hours(ts, hours) %}{{ ts }} + to_hours({{ hours }}){% endmacro %}
{% macro spark__add_hours(ts, hours) %}{{ ts }} + make_dt_interval(0, cast({{ hours }} as int)){% endmacro %}

{#- 23, 24 or 25: how long a local day is. Both midnights exist in Europe/Berlin. -#}
{% macro hours_in_day(day) -%}
    {%- set begin = epoch_ms(utc_ts('cast(' ~ day ~ ' as timestamp)')) -%}
    {%- set end = epoch_ms(utc_ts('cast(' ~ day ~ ' + 1 as timestamp)')) -%}
    {{ int_div(end ~ ' - ' ~ begin, 3600000) }}
{%- endmacro %}
