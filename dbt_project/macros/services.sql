-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#- A service key as the catalogue writes it: 14 digits that begin with 99. Anything else is "nicht zugeordnet". -#}
{% macro known_service_key(column) -%}
    case
        when length({{ column }}) = 14 and try_cast({{ column }} as bigint) between 99000000000000 and 99999999999999
            then {{ column }}
    end
{%- endmacro %}

{% macro service_label(service_key, name=none) -%}
    {%- if name -%}
    case
        when {{ service_key }} is null then 'nicht zugeordnet'
        when {{ name }} is null then {{ service_key }}
        else concat_ws('', {{ name }}, ' (', {{ service_key }}, ')')
    end
    {%- else -%}
    coalesce({{ service_key }}, 'nicht zugeordnet')
    {%- endif -%}
{%- endmacro %}
