# Everything a developer does here. Needs python3 (3.11 or newer, with pip) and make; the rest is
# installed into .venv, from requirements.lock, by the first target that needs it.

BIN := .venv/bin
# The machine's own pip, working in .venv: a pip inside would be one more thing to install.
PIP := python3 -m pip --python $(BIN)/python
PROVIDER := tests/provider
CATALOGUES := $(wildcard src/fravaertui/texts/locales/*/LC_MESSAGES/*.po)

# A .venv whose Python has been upgraded away is of no use: start anew.
$(shell [ -x $(BIN)/python ] || rm -rf .venv)

# Compiled modules are kept, whatever the shell says: without, each start of pytest takes 3 s, not 1.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test provider format lock catalogues snapshots openapi fuzz bench clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: catalogues ## Open fravaertui (ARGS="…" is passed on)
	@$(BIN)/fravaertui $(ARGS)

test: catalogues provider ## Check everything: lint, format, types, imports, tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n 2 $(ARGS)

provider: .venv/.provider ## Install the OpenID provider of the tests

format: .venv/.stamp ## Format the code and mend what lint can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(BIN)/python ## Rewrite requirements.lock (ARGS=--upgrade: with the newest releases)
	$(BIN)/uv pip compile pyproject.toml --group dev --output-file requirements.lock --quiet \
		--universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(ARGS)
	$(BIN)/uv pip compile pyproject.toml --output-file deploy/requirements.lock --quiet \
		--constraint requirements.lock \
		--universal --python-version 3.11 --generate-hashes --no-header --no-annotate
	$(BIN)/uv pip compile --group pyproject.toml:node --output-file $(PROVIDER)/node.lock --quiet \
		--universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(ARGS)

catalogues: .venv/.catalogues ## Compile the message catalogues that have changed

snapshots: catalogues ## Draw every snapshot and the recorded call anew, and drop those without a test
	rm -rf snapshots
	$(BIN)/pytest -n 2 --snapshot-update

openapi: catalogues ## Write docs/openapi.json anew
	UPDATE_OPENAPI=1 $(BIN)/pytest -q tests/backend/test_contract.py -k document

fuzz: catalogues ## Hold the API to its contract with many more requests (FUZZ_EXAMPLES=500)
	FUZZ_EXAMPLES=$(or $(FUZZ_EXAMPLES),500) \
		$(BIN)/pytest -q tests/backend/test_contract.py -k contract $(ARGS)

bench: catalogues ## Measure speed
	$(BIN)/python -m benchmarks $(ARGS)

clean: ## Remove all that is built or installed
	rm -rf .venv dist $(PROVIDER)/node_modules .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	rm -f snapshot_report.html $(CATALOGUES:.po=.mo)
	find . -name __pycache__ -prune -exec rm -rf {} +

# uv's own line in the lock, so that it comes pinned and hashed like everything else.
$(BIN)/python:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"fravaertui needs Python 3.11 or newer; python3 here is %d.%d." % sys.version_info[:2])'
	@echo "Setting up .venv"
	@python3 -m venv --without-pip .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock \
		| $(PIP) install -qq --require-hashes --requirement /dev/stdin \
		|| echo "uv cannot be had here; pip does its work, more slowly."

.venv/.stamp: $(BIN)/python pyproject.toml requirements.lock hatch_build.py
	@echo "Installing what requirements.lock names"
	@if [ -x $(BIN)/uv ]; then \
		install="$(BIN)/uv pip install --python $(BIN)/python --quiet"; lock=requirements.lock; \
	else \
		install="$(PIP) install -qq"; lock=.venv/lock; \
		sed '/^uv==/,/[^\\]$$/d' requirements.lock > $$lock; \
	fi; \
	$$install --require-hashes --requirement $$lock \
		&& $$install --no-deps --no-build-isolation --editable .
	@touch $@

# Where there is no npm, Node comes from a wheel: 200 MB, so only then.
.venv/.provider: .venv/.stamp $(PROVIDER)/package-lock.json $(PROVIDER)/node.lock
	@{ command -v npm >/dev/null || $(BIN)/uv pip install --python $(BIN)/python --quiet \
			--require-hashes --requirement $(PROVIDER)/node.lock; } \
		&& cd $(PROVIDER) && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund \
		&& touch $(CURDIR)/$@ \
		|| echo "The OpenID provider can't be had here: the tests of signing in are skipped."

.venv/.catalogues: .venv/.stamp $(CATALOGUES)
	@$(BIN)/python hatch_build.py
	@touch $@
