-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#-
    The door between the lake and the models: one view per source of models/staging/_staging__sources.yml.
    Columns and types come from there, so a view has them all even before the first file exists.
-#}
{% macro attach_raw_views() %}
    {% if execute %}
        {% set statements = ['create schema if not exists raw'] %}
        {% for source in graph.sources.values() | selectattr('source_name', 'equalto', 'raw') %}
            {% do statements.append(raw_view(source)) %}
        {% endfor %}
        {% do run_query(statements | join(';\n')) %}
    {% endif %}
{% endmacro %}

{% macro raw_view(source) %}
    {% set columns = source.columns.values() | list %}
    {% set reader = raw_reader(source) %}
    create or replace view raw.{{ source.name }} as
    select {% for c in columns %}"{{ c.name }}"{{ ', ' if not loop.last }}{% endfor %}
    from (
        select
            {% for c in columns %}
            cast(null as {{ c.data_type }}) as "{{ c.name }}"{{ ', ' if not loop.last }}
            {% endfor %}
        where false
        {% if reader %}union all by name select * from {{ reader }}{% endif %}
    )
{% endmacro %}

{#- The table function that reads the files of a source; none while there is no file. -#}
{% macro raw_reader(source) %}
    {% set meta = source.config.meta or source.meta %}
    {% set folder = env_var('GODONU_LAKE') if meta.folder == 'lake' else env_var('GODONU_REFERENCE') %}
    {% set path = (folder ~ '/' ~ meta.path) | replace("'", "''") %}
    {% if run_query("select count(*) from glob('" ~ path ~ "')").columns[0][0] == 0 %}
        {{ return(none) }}
    {% elif meta.path.endswith('.csv') %}
        {{ return("read_csv('" ~ path ~ "', header = true, all_varchar = true)") }}
    {% elif meta.hive %}
        {{ return("read_parquet('" ~ path ~ "', union_by_name = true, hive_partitioning = true, "
            ~ "hive_types = {'batch': 'VARCHAR', 'month': 'VARCHAR'})") }}
    {% else %}
        {{ return("read_parquet('" ~ path ~ "', union_by_name = true)") }}
    {% endif %}
{% endmacro %}
