# Each target says what it does: `make` lists them.
# A fresh machine needs Python 3.11 or newer, git and make; the rest is installed into .venv.

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
UV_VERSION := 0.13.9
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo test proof check fix bench docs messages lock clean

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## Start the whole site with demo people; Ctrl-C stops it
	@exec $(BIN)/parvis demo $(ARGS)

test: $(VENV)/.dev ## Run the tests (browser journeys too, where a Chromium is found)
	$(BIN)/pytest -m "not proof" -n auto --dist loadscope --no-loadscope-reorder $(ARGS)

proof: $(VENV)/.dev ## Run what lasts: processes killed, old data upgraded, the wheel, the bench
	$(BIN)/pytest -m proof -n auto --dist loadscope --no-loadscope-reorder $(ARGS)

check: $(VENV)/.dev ## Check style, types, layers, migrations, translations, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/parvis docs --check
	$(BIN)/parvis library check

fix: $(VENV)/.dev ## Put style right where a tool can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## Measure the main pages against a minimal Django page
	$(BIN)/python -m bench $(ARGS)
	$(BIN)/python -m bench.law
	$(BIN)/python -m bench.votes
	$(BIN)/python -m bench.opinions
	$(BIN)/python -m bench.panels

docs: $(VENV)/.dev ## Write the pages that are generated from the code
	$(BIN)/parvis docs

messages: $(VENV)/.dev ## Extract the texts to translate, and compile the translations
	$(BIN)/parvis messages

lock: $(BIN)/uv ## Choose the exact versions again (ARGS=--upgrade for the newest)
	$(LOCK) $(ARGS) -o requirements.lock
	$(LOCK) $(ARGS) --group dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment and what tools left; keeps the data in var/
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/uv
	@echo "Installing Parvis…"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing the tools of developers…"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(BIN)/uv:
	@if test -z "$(PYTHON)"; then echo "Parvis needs Python 3.11 or newer. Install it with:"; \
	echo "  Debian, Ubuntu: sudo apt install python3 python3-venv"; \
	echo "  macOS:          brew install python"; exit 1; fi
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "This Python cannot make environments. Install what is missing, then start again:"; \
	echo "  sudo apt install python3-venv"; exit 1; }
	@echo "Making the environment in $(VENV)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
