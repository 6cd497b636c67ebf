# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads a CSV file into a table with ckanext-xloader, as its job does; runs in an environment with CKAN, not in ours.

`python xloader_side.py CKAN.INI FILE.csv RESOURCE csv|types` prints the seconds. Downloading the file and the callbacks
of the job are left out, which speaks for xloader.
"""

import logging
import sys
import time

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.plugins import toolkit
from ckanext.xloader import loader


def as_the_site(resource_id, headers, records) -> None:
    """Send rows as xloader does, but say who: CKAN's activity plugin refuses a change by nobody."""
    user = toolkit.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    rows = {"resource_id": resource_id, "fields": headers, "force": True, "records": records}
    toolkit.get_action("datastore_create")({"ignore_auth": True, "user": user}, rows)


def main() -> None:
    """Load once; `csv` copies everything as text, which is xloader's usual way, `types` guesses the types."""
    ini, path, resource, way = sys.argv[1:]
    app = make_app(CKANConfigLoader(ini).get_config())
    logger = logging.getLogger("xloader")
    with app._wsgi_app.test_request_context():
        begun = time.perf_counter()
        if way == "csv":
            fields = loader.load_csv(path, resource_id=resource, mimetype="csv", logger=logger)
            loader.calculate_record_count(resource_id=resource, logger=logger)
            loader.create_column_indexes(fields=fields, resource_id=resource, logger=logger)
        else:
            loader.send_resource_to_datastore = as_the_site
            loader.load_table(path, resource_id=resource, mimetype="csv", logger=logger)
            loader.calculate_record_count(resource_id=resource, logger=logger)
        sys.stdout.write(f"\nsekunden {time.perf_counter() - begun:.3f}\n")


if __name__ == "__main__":
    main()
