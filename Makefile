# factharness: `make run` scores and reports, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run gate test lint types floors tests bench clean

help: ## Show this text
	@echo "factharness"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(VENV)/ready ## Make the environment, score the built-in extractors, write the report
	@$(BIN)/harness run

gate: $(VENV)/ready ## Hold the latest run against reports/baseline.json: PASS or FAIL
	@$(BIN)/harness gate

test: $(VENV)/ready-dev lint types floors tests ## Make the environment; linters, types, floors, all tests

lint: $(VENV)/ready-dev ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready-dev ## Check types
	$(BIN)/mypy

floors: $(VENV)/ready-dev ## Check that imports go downstairs only
	$(BIN)/lint-imports --no-cache

tests: $(VENV)/ready-dev ## Run all tests
	$(BIN)/pytest -n auto

bench: $(VENV)/ready-dev ## Measure how fast the command starts
	$(BIN)/python -m benchmarks.startup

clean: ## Remove the environment and all caches
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "factharness needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 2; }
	@echo "making the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/ready-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(INSTALL) --editable ".[dev]"
	@touch $@ $(VENV)/ready
