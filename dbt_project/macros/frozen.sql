-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#-
    Post-hook of every month-wise table (ADR 0010): months whose landed rows went by a Löschregel keep the rows they
    had when these went, whatever was just computed for them. In the same transaction as the model, so nobody ever sees
    the table without them; also after --full-refresh, and when the warehouse is built anew.
-#}
{% macro restore_frozen() %}
    {%- if not execute or not anything_frozen() -%}{{ return('') }}{%- endif -%}
    {%- set kept = frozen_rows(this.identifier, rebuilt_months()) -%}
    {%- if not kept -%}{{ return('') }}{%- endif -%}
    {%- set reader = frozen_reader(kept) -%}
    {%- set known = run_query('describe select * from ' ~ reader).columns[0].values() -%}
    {%- set columns = [] -%}
    {%- for column in adapter.get_columns_in_relation(this) if column.name in known -%}
        {%- do columns.append('"' ~ column.name ~ '"') -%}
    {%- endfor -%}
    {%- for dataset, entries in kept | groupby('dataset') %}
    delete from {{ this }}
    where {{ month_in('month', entries | map(attribute='month') | list) }}
        {%- if dataset %} and dataset = '{{ dataset }}'{% endif %};
    {%- endfor %}
    insert into {{ this }} ({{ columns | join(', ') }}) select {{ columns | join(', ') }} from {{ reader }}
{% endmacro %}

{#- The months that this run has rebuilt in a table, as a list; none: all of them. -#}
{% macro rebuilt_months() %}
    {{ return(window_months((model.config.meta or {}).get('look_back_months', 0))) }}
{% endmacro %}

{#- What is kept of a table: month, dataset (where the table tells datasets apart) and file. -#}
{% macro frozen_rows(table, months) %}
    {% set found = run_query(
        "select month, coalesce(dataset, '') as dataset, file from read_json('" ~ frozen_state() ~ "', columns = {"
        ~ "'kind': 'VARCHAR', 'table': 'VARCHAR', 'month': 'VARCHAR', 'dataset': 'VARCHAR', 'file': 'VARCHAR'}) "
        ~ "where kind = 'rows' and \"table\" = '" ~ table ~ "' and " ~ month_in('month', months) ~ " order by file"
    ) %}
    {% set kept = [] %}
    {% for row in found.rows %}
        {% do kept.append({'month': row[0], 'dataset': row[1] or '', 'file': row[2]}) %}
    {% endfor %}
    {{ return(kept) }}
{% endmacro %}

{% macro frozen_reader(kept) %}
    {% set files = [] %}
    {% for entry in kept %}{% do files.append("'" ~ frozen_folder() ~ '/' ~ entry.file ~ "'") %}{% endfor %}
    {{ return('read_parquet([' ~ files | join(', ') ~ '], union_by_name = true)') }}
{% endmacro %}

{% macro anything_frozen() %}
    {{ return(run_query("select count(*) from glob('" ~ frozen_state() ~ "')").columns[0][0] > 0) }}
{% endmacro %}

{% macro frozen_state() %}
    {{ return(frozen_folder() ~ '/months.json') }}
{% endmacro %}

{% macro frozen_folder() %}
    {{ return(env_var('GODONU_FROZEN') | replace("'", "''")) }}
{% endmacro %}
