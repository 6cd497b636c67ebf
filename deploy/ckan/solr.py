# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The portal's own Solr: its home, its schema, its start.

Keep out: how text is read (solr_schema.py) and where the jars come from (software.py).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path

from deploy.ckan import processes, solr_schema
from deploy.ckan.places import Places


class Solr:
    """The search server of one portal; reachable over the loopback address alone."""

    def __init__(self, places: Places, port: int, *, heap: str = "512m") -> None:
        """Say where the index lies."""
        self.places, self.port, self.heap = places, port, heap
        self.log = places.log("solr")

    def prepare(self, schema: str) -> str:
        """Write home, schema and settings; returns a digest of the rules by which words are stored and found.

        schema: CKAN's own. Where the rules changed, the index is emptied. Raises solr_schema.SchemaChanged.
        """
        conf = self.places.solr_home / "ckan" / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        (self.places.solr_home / "solr.xml").write_text("<solr/>\n", encoding="utf-8")
        (conf.parent / "core.properties").write_text("name=ckan\n", encoding="utf-8")
        for name in ("synonyms.txt", "stopwords.txt"):
            (conf / name).touch()
        shutil.copyfile(self.places.solr_sources / "solrconfig.xml", conf / "solrconfig.xml")
        parts = (self.places.solr_sources / solr_schema.WORD_PARTS).read_text(encoding="utf-8")
        rules = {"managed-schema.xml": solr_schema.german(schema), solr_schema.WORD_PARTS: parts}
        self._write_rules(conf, rules)
        return hashlib.sha256("\0".join(rules.values()).encode()).hexdigest()

    def _write_rules(self, conf: Path, rules: dict[str, str]) -> None:
        there = {name: (conf / name).read_text(encoding="utf-8") for name in rules if (conf / name).is_file()}
        if there == rules:
            return
        # Words that were stored by other rules would not be found by the new ones; the rules are written last, so
        # that a start that is cut off in between does this again.
        shutil.rmtree(conf.parent / "data", ignore_errors=True)
        for name, text in rules.items():
            (conf / name).write_text(text, encoding="utf-8")

    def launch(self) -> None:
        """Start the server."""
        launcher = str(self.places.solr_sources / "Launcher.java")
        java = ["java", f"-Xmx{self.heap}", "-Djava.awt.headless=true", "-cp", f"{self.places.jars}/*"]
        command = [*java, launcher, str(self.places.solr_home), str(self.port)]
        processes.launch(self.places.pids, processes.Service("solr", command, self.log))

    def answers(self) -> bool:
        """Whether the core is loaded and searched."""
        try:
            with urllib.request.urlopen(f"{self.address}/select?q=*:*&rows=0", timeout=5) as answer:
                return bool(json.load(answer)["responseHeader"]["status"] == 0)
        except (OSError, ValueError, KeyError, urllib.error.URLError):
            return False

    @property
    def address(self) -> str:
        """Where CKAN reaches the core."""
        return f"http://127.0.0.1:{self.port}/solr/ckan"
