-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#- A published number and its status say the same, and protected counts are multiples of their base. -#}
{% test measures_agree(model, measures, base) %}
select *
from {{ model }}
where
    {% for m in measures %}
    {{ 'or ' if not loop.first }}coalesce(case {{ m }}_status
        when 'wert' then {{ m }} > 0 and {{ m }} % {{ base }} = 0
        when 'null' then {{ m }} = 0
        when 'gesperrt' then {{ m }} is null
        when 'fehlt' then {{ m }} is null
        when 'nicht_zutreffend' then {{ m }} is null
        else false
    end, false) = false
    {% endfor %}
{% endtest %}
