# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes or migrates CKAN's tables, tells the rights of the DataStore, makes the operator; runs in CKAN's environment.

All of it in one process, because loading CKAN takes longer than the work. Reads one JSON object from its input
(name, email, password; token: whether a new one is wanted) and writes one as the last line of its output (permissions:
SQL for the superuser; token, if wanted). Secrets come and go this way, because everybody on the machine sees arguments.
"""

import contextlib
import io
import json
import os
import sys

from ckan import logic, model
from ckan.cli import CKANConfigLoader
from ckan.cli.db import db
from ckan.config.middleware import make_app
from ckanext.datastore.cli import datastore


def main() -> None:
    """Do it; whatever goes wrong ends the process with its traceback on the error output."""
    wanted = json.load(sys.stdin)
    app = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        db.main(["upgrade"], standalone_mode=False)
        printed.truncate(0)
        printed.seek(0)
        datastore.main(["set-permissions"], standalone_mode=False)
    result = {"permissions": printed.getvalue()}
    if wanted["token"]:
        with app._wsgi_app.test_request_context():
            result["token"] = _operator_token(wanted)
    sys.stdout.write("\n" + json.dumps(result) + "\n")


def _operator_token(wanted: dict[str, str]) -> str:
    """Make the account a sysadmin, which only code inside CKAN can do, and return a token of it."""
    context = {"ignore_auth": True, "user": logic.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    if model.User.by_name(wanted["name"]) is None:
        logic.get_action("user_create")(context, {key: wanted[key] for key in ("name", "email", "password")})
    operator = model.User.by_name(wanted["name"])
    operator.sysadmin = True
    model.Session.commit()
    return logic.get_action("api_token_create")(dict(context), {"user": wanted["name"], "name": "betrieb"})["token"]


if __name__ == "__main__":
    main()
