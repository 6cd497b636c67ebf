-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{#- Conditions that hold in every row; a condition that is unknown does not hold. -#}
{% test always(model, conditions) %}
select *
from {{ model }}
where {% for c in conditions %}not coalesce({{ c }}, false){{ ' or ' if not loop.last }}{% endfor %}
{% endtest %}
