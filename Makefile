# Everything a newcomer needs: `make run`, `make test`. `make help` lists the rest.
PYTHON ?= python3.11
PYTHON := $(shell command -v $(PYTHON) 2>/dev/null || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# Tests at a time: one a core, at least two; a browser, a server and a PostgreSQL each take about a gigabyte.
JOBS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -lt 2 ] && n=2; [ $$n -gt 6 ] && n=6; echo $$n)
export PATH := $(CURDIR)/$(BIN):$(PATH)
export REFLEX_USE_NPM := 1
export REFLEX_TELEMETRY_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help run dev test demo-test lint build migrate lock clean

help: ## This list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(BIN)/.runtime: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(BIN)/.development: requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@ $(BIN)/.runtime

run: $(BIN)/.runtime ## Migrate, build when sources changed, serve on http://localhost:8000
	$(BIN)/python -m rxapp run

dev: $(BIN)/.runtime ## Serve with hot reload on the same single port
	$(BIN)/python -m rxapp migrate
	$(BIN)/python -m rxapp.i18n.build
	REFLEX_HOT_RELOAD_OVERRIDE_PATHS=rxapp:assets $(BIN)/python -m reflex run --env preview --backend-port 8000

build: $(BIN)/.runtime ## Build the front end
	$(BIN)/python -m rxapp build

migrate: $(BIN)/.runtime ## Bring the database's schema up to date
	$(BIN)/python -m rxapp migrate

test: $(BIN)/.development ## Everything, browser included
	$(BIN)/python -m tests.browser
	$(BIN)/python -m rxapp build-if-changed
	$(BIN)/python -m pytest -n $(JOBS) --ignore tests/e2e --ignore tests/scaled
	$(BIN)/python -m pytest -n $(JOBS) tests/e2e
	$(BIN)/python -m pytest tests/scaled

demo-test: $(BIN)/.development ## One recorded journey in a visible browser; trace and video go to test-results/
	$(BIN)/python -m tests.browser
	$(BIN)/python -m rxapp build-if-changed
	RXAPP_E2E_HEADED=1 RXAPP_E2E_RECORD=test-results $(BIN)/python -m pytest -s tests/e2e/test_demo_journey.py

lint: $(BIN)/.development ## Style, types, layers
	$(BIN)/ruff check rxapp tests alembic
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(BIN)/.development ## Compile pyproject.toml into the two pinned requirement files
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --allow-unsafe \
		-o requirements.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --allow-unsafe \
		--extra dev -o requirements-dev.txt pyproject.toml

clean: ## Remove what was built and installed; data in var/ stays
	rm -rf $(VENV) .web .states
