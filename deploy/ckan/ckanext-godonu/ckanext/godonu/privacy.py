# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps from visitors what they did not ask for: cookies, and pictures from other servers inside texts.

Both are CKAN's own helpers, changed in one point. Keep out: anything about who may see what.
"""

from __future__ import annotations

import re
from typing import Any

from ckan.common import current_user
from ckan.plugins import toolkit
from markupsafe import Markup

# what CKAN's cleaning of Markdown leaves is well-formed, an attribute holds no bare >
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)


@toolkit.chained_helper
def csrf_input(following: Any) -> Any:
    """Leave the token against forged forms out of the table that everybody may look at: it would set a cookie."""
    if current_user.is_anonymous and str(toolkit.request.endpoint).endswith("_resource.view"):
        return Markup("")
    return following()


@toolkit.chained_helper
def render_markdown(following: Any, data: str, auto_link: bool = True, allow_html: bool = False) -> Any:
    """Render Markdown without pictures: they would be loaded from wherever somebody wrote."""
    found = following(data, auto_link=auto_link, allow_html=allow_html)
    return found if allow_html else Markup(_PICTURE.sub("", str(found)))
