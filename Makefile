# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
#
# Each target sets up what it needs and does nothing twice. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GODONU_DATA ?= data
GODONU_INBOX ?= $(GODONU_DATA)/inbox
PORT ?= 3000
# Tests of one file stay in one process: they share a built warehouse. TEST_WORKERS=0 runs all in one.
TEST_WORKERS ?= auto
TEST_ARGS ?=
BENCH_ARGS ?=
# PORTAL=ckan: `make run` also publishes into the CKAN portal of this machine (`make portal`).
PORTAL ?=

BIN := .venv/bin
export GODONU_DATA GODONU_INBOX

.PHONY: help setup-run setup-dev run portal portal-stop portal-clean ui docs test lint bench clean

help: ## diese Übersicht
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "make %-12s %s\n", $$1, $$2}'

setup-run:
	@scripts/setup.sh run

setup-dev:
	@scripts/setup.sh dev

run: setup-run ## Beispieldaten anlegen (nur wenn noch nichts da ist) und alles durchlaufen lassen; PORTAL=ckan: auch ins Portal
	@case "$(PORTAL)" in ""|ckan) ;; *) echo "PORTAL kennt nur ckan, nicht: $(PORTAL)" >&2; exit 1 ;; esac
	@if [ -z "$$(find "$(GODONU_INBOX)" "$(GODONU_DATA)/deliveries" -type f -print -quit 2>/dev/null || true)" ]; then \
	  echo "Es liegt noch keine Lieferung vor: Beispiel-Lieferungen werden erzeugt."; \
	  $(BIN)/godonu sample; \
	fi
	@if [ "$(PORTAL)" = ckan ]; then \
	  $(BIN)/python -m deploy.ckan start; \
	  access="$$($(BIN)/python -m deploy.ckan env)"; \
	  eval "$$access"; \
	fi; \
	$(BIN)/godonu run
	@echo "Weiter: $(BIN)/godonu status, $(BIN)/godonu quarantine list, make ui, make docs"

portal: setup-run ## ein CKAN-Portal mit allem, was dazugehört, auf diesem Rechner starten (als root oder mit sudo)
	@$(BIN)/python -m deploy.ckan start

portal-stop: setup-run ## das Portal anhalten; seine Daten bleiben
	@$(BIN)/python -m deploy.ckan stop

portal-clean: setup-run ## das angehaltene Portal mit allen Daten löschen
	@$(BIN)/python -m deploy.ckan clean

ui: setup-run ## Dagster-Oberfläche auf http://127.0.0.1:3000 (anderer Anschluss: PORT=…); Strg+C beendet
	@$(BIN)/python -c 'from godonu_platform.components.in_process import prepare_home; from godonu_platform.project import Project; prepare_home(Project.from_environment())'
	@echo "Dagster: http://127.0.0.1:$(PORT)  (nur von diesem Rechner erreichbar, ohne eigene Anmeldung)"
	@PYTHONWARNINGS='ignore:Function `dev_command`' DAGSTER_HOME="$$(realpath "$(GODONU_DATA)")/dagster" exec $(BIN)/dagster dev -w workspace.yaml -h 127.0.0.1 -p $(PORT)

docs: setup-run ## Dokumentation der Modelle (dbt, eine Seite) und das Handbuch als Seiten schreiben
	@$(BIN)/godonu docs

test: setup-dev ## alle Tests
	@scripts/ensure_browser.sh
	@echo "Einrichtung: das CKAN-Portal für die Tests (PostgreSQL, Redis, Solr, CKAN)"
	@scripts/ensure_portal.sh
	@$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile $(TEST_ARGS)

lint: setup-dev ## Stil, Typen, SQL, Lizenzangaben (alle vier, auch wenn eines klagt)
	@failed=0; \
	echo "ruff:     Stil der Python-Dateien";         $(BIN)/ruff check --quiet . || failed=1; \
	echo "mypy:     Typen in godonu_platform und deploy";        $(BIN)/mypy || failed=1; \
	echo "sqlfluff: Stil der SQL-Modelle";            $(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models || failed=1; \
	echo "reuse:    Lizenzangaben jeder Datei";       $(BIN)/reuse lint --lines || failed=1; \
	exit $$failed

bench: setup-run ## Geschwindigkeit und Speicher gegen ein reines DuckDB-Skript (dauert; BENCH_ARGS=…)
	@$(BIN)/python -m benchmarks $(BENCH_ARGS)

clean: ## Zwischenstände der Werkzeuge löschen; Daten, .venv und .portal bleiben
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist dbt_project/target dbt_project/logs logs
	@find . -name __pycache__ -type d -not -path './.venv/*' -not -path './.portal/*' -prune -exec rm -rf {} +
	@echo "Gelöscht: Zwischenstände. Behalten: $(GODONU_DATA)/, .venv/ und .portal/"
