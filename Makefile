# Everything a newcomer types; `make` alone lists it.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 9612
WORKERS ?= 2
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes
COMPILE = $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 \
  --generate-hashes --no-annotate --no-emit-index-url $(if $(UPGRADE),--upgrade)
export PORT
# A dozen processes start here: what the first has compiled, the others need not compile again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test lint format bench learn check lock clean browser

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime.done node_modules/.done ## Start the hotline on 127.0.0.1:9612 (PORT=… for another)
	@exec $(BIN)/python -m hotline run

test: .venv/dev.done node_modules/.done browser ## Run every test (ARGS="-k lookup" for some)
	@exec $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: .venv/dev.done ## Check style, types and the import rule
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev.done ## Put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev.done node_modules/.done ## Measure speed, as ratios (ARGS="--sizes 1000000")
	@exec $(BIN)/python -m tests.benchmarks $(ARGS)

learn: .venv/learn.done ## Learn the matcher's weights anew (CLUSTERS=groups of equivalent questions)
	$(BIN)/python -m faq_kb learn --clusters $(CLUSTERS) --out config/matching_learnt.npz
	$(BIN)/python -m faq_kb calibrate --clusters $(CLUSTERS) > config/matching_calibrated.new
	mv config/matching_calibrated.new config/matching_calibrated.toml

check: lint test ## Lint, then test

lock: $(BIN)/python ## Remake the lock files (UPGRADE=1 takes newer versions)
	$(BIN)/python -m pip --quiet install "uv>=0.13"
	export UV_CUSTOM_COMPILE_COMMAND="make lock"; \
	$(COMPILE) pyproject.toml -o requirements.lock && \
	$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock && \
	$(COMPILE) --group node -o requirements-node.lock
	setup/npm install --package-lock-only

clean: ## Remove what was made here, the development database included
	@if [ -d var ]; then $(BIN)/python -m hotline.embedded remove var; fi
	rm -rf var .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Steps that leave a file behind, so that a later start skips them.

$(BIN)/python:
	@setup/venv

.venv/runtime.done: requirements.lock | $(BIN)/python
	@echo "→ Installing the libraries (about a minute the first time) …"
	@$(PIP_INSTALL) -r requirements.lock
	@touch $@

.venv/dev.done: requirements-dev.lock | $(BIN)/python
	@echo "→ Installing the libraries and the tools of the tests (about two minutes the first time) …"
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch .venv/runtime.done $@

.venv/learn.done: .venv/dev.done
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install "torch>=2.13"
	@touch $@

node_modules/.done: package-lock.json | $(BIN)/python
	@echo "→ Bringing the front-end packages …"
	@setup/npm ci --loglevel=error
	@touch $@

browser:
	@setup/browser
