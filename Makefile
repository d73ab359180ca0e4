# Every target does its own set-up: it makes .venv and installs the locked packages the first time.
PYTHON ?= python3
PORT ?= 8000
DATA ?= demo-data
BIN := .venv/bin

.DEFAULT_GOAL := help
# Every process of the tests would compile each module anew: a third of the start of a command.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test lint fix bench lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# The locks are complete; without --no-deps, pip asks for the newest `coverage[toml]` and stops.
.venv/pip: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null
	@touch .venv/pip

.venv/dev: .venv/pip requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch .venv/dev

demo: .venv/pip ## load the demo city and serve it (PORT=8000 DATA=demo-data)
	$(BIN)/traceability demo --data $(DATA) --port $(PORT)

test: .venv/dev ## run all tests, on SQLite and on a real PostgreSQL
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/dev ## check style, types and import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fix: .venv/dev ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python docs/make_tables.py

bench: .venv/dev ## measure, as ratios to a floor in the same run
	$(BIN)/python -m bench

lock: .venv/dev ## pin all packages with hashes, for every platform
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		requirements.in -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		-c requirements.lock requirements-dev.in -o requirements-dev.lock

clean: ## remove what the targets made, but no data
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
