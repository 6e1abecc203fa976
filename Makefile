# One command each. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -q

.DEFAULT_GOAL := help
.PHONY: help setup run first-ride test test-browser test-postgres lint lock messages schema-test screenshots bench-relay bench-api bench-matching bench-reconnect bench-map clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## prepare .venv, system libraries, translations, database and demo accounts, without starting anything
	@$(BIN)/python scripts/setup_local.py

run: $(STAMP) ## run the platform with a living city (PORT=8000 CITY=algiers|none DRIVERS=150 RIDERS=60 SPEED=5 SCENARIO=everyday, here or in .env)
	@$(BIN)/python scripts/run_local.py

test: $(STAMP) ## run the test suite, with its own Redis and PostgreSQL
	@$(BIN)/python scripts/compile_messages.py
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser" --ignore=tests/contract $(ARGS)

test-browser: $(STAMP) ## run what is shown in a real browser
	@$(BIN)/python scripts/compile_messages.py
	$(BIN)/python -m pytest -n 2 --dist loadfile -m browser $(ARGS)

test-postgres: $(STAMP) ## run the suite on a private PostgreSQL
	@$(BIN)/python scripts/compile_messages.py
	$(BIN)/python -m scripts.with_postgres $(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser" --ignore=tests/contract $(ARGS)

lint: $(STAMP) ## ruff, mypy, import contracts, missing migrations, deployment check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	TEST_DATABASE_FILE=unused $(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=config.settings.local $(BIN)/python manage.py makemigrations --check --dry-run
	scripts/check_deploy

first-ride: $(STAMP) ## play one ride through the public doors of the running platform (PORT=8000)
	$(BIN)/python scripts/first_ride.py

schema-test: $(STAMP) ## schemathesis over the published schema, against a running server of its own
	$(BIN)/python -m pytest tests/contract $(ARGS)

screenshots: $(STAMP) ## take the pictures in docs/images anew, from the running platform
	UPDATE_SCREENSHOTS=1 $(BIN)/python -m pytest tests/browser -k picture $(ARGS)

bench-relay: $(STAMP) ## CPU microseconds a relayed position, beside the plain channel layer
	$(BIN)/python -m benchmarks.relay.run

bench-api: $(STAMP) ## requests a second of the hottest endpoints
	$(BIN)/python -m benchmarks.api.run

bench-matching: $(STAMP) ## the solver beside greedy nearest, and one live round of 500 jobs and 2,000 drivers
	$(BIN)/python -m benchmarks.matching.run
	$(BIN)/python -m benchmarks.matching.live_round

bench-reconnect: $(STAMP) ## 2,000 sockets cut at once: how long until all are back
	$(BIN)/python -m benchmarks.reconnect.run

bench-map: $(STAMP) ## 1,500 and 5,000 moving cars on the live map, beside an element for each car
	$(BIN)/python -m benchmarks.map.run

lock: ## pin requirements*.in with hashes again (needs uv)
	@for kind in -build "" -dev; do $(LOCK) -o requirements$$kind.txt requirements$$kind.in || exit 1; done

messages: $(STAMP) ## collect translatable strings into locale/*.po (needs GNU gettext)
	$(BIN)/python manage.py makemessages --all --no-location --no-wrap --ignore=.venv --ignore=tests --ignore=static/vendor

clean: ## remove the local database, Redis data and logs (not .venv)
	rm -rf var staticfiles

$(STAMP): requirements-build.txt requirements.txt requirements-dev.txt scripts/install
	@PYTHON=$(PYTHON) scripts/install
	@touch $(STAMP)
