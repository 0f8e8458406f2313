# The commands of the project; `make help` lists them. Nothing here needs root, Node, a
# browser or PostgreSQL. With DEBUG off the site speaks https only, so what serves on a
# developer's own machine says TLS=0.

SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
PORT ?= 8000
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/newsroom
# Anything pytest takes: make test ARGS="tests/archive -k home"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run dev setup test test-sqlite test-postgres e2e lint format messages lock bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.base ## the site on http://127.0.0.1:8000/ (PORT=…), with an account and sample issues the first time
	@export TLS=0 DEBUG=0 PORT="$(PORT)" SITE_URL=; \
	$(PYTHON) manage.py welcome && exec $(PYTHON) -m gunicorn newsroom.wsgi

dev: $(VENV)/.dev ## the same database with DEBUG on, reloading when a file changes
	@export TLS=0 DEBUG=1 PORT="$(PORT)" SITE_URL=; \
	$(PYTHON) manage.py migrate --verbosity 0 && exec $(PYTHON) manage.py runserver "$(PORT)"

setup: $(VENV)/.dev ## .venv alone, with what the tests need

test: test-sqlite test-postgres ## the whole suite on SQLite, then on PostgreSQL where one answers

test-sqlite: $(VENV)/.dev ## the suite on SQLite alone
	TEST_DATABASE_URL= $(VENV)/bin/pytest -n auto $(ARGS)

test-postgres: $(VENV)/.dev ## the suite on PostgreSQL alone, at TEST_DATABASE_URL
	@if $(PYTHON) -m tools.postgres "$(TEST_DATABASE_URL)"; then \
	  TEST_DATABASE_URL="$(TEST_DATABASE_URL)" $(VENV)/bin/pytest -n auto $(ARGS); \
	elif [ -n "$$REQUIRE_POSTGRES" ]; then exit 1; fi

e2e: $(VENV)/.e2e ## the browser suite (Debian's chromium, or CHROMIUM=…), skipped where there is none
	TEST_DATABASE_URL= $(VENV)/bin/pytest -o addopts="--strict-markers --strict-config -rfE" \
	  -n auto --ds tests.e2e.settings tests/e2e $(ARGS)

lint: $(VENV)/.dev ## ruff and djlint, changing nothing
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --quiet --lint templates

format: $(VENV)/.dev ## ruff's layout and its safe repairs
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

messages: $(VENV)/.dev ## bring the Chinese catalogue up to date and compile it
	$(PYTHON) -m tools.messages

bench: $(VENV)/.dev ## the benchmarks of tests/benchmarks/, as ratios
	@for file in tests/benchmarks/[a-z]*.py; do \
	  echo "== $$file"; $(PYTHON) -m "tests.benchmarks.$$(basename "$$file" .py)" || exit 1; \
	done

lock: $(VENV)/.lock ## pin requirements/*.txt again from requirements/*.in (UPGRADE=1: newest versions)
	for name in base dev e2e lock; do \
	  $(VENV)/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	    --no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean: ## remove .venv and caches; var/ with your data stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp for each set of requirements: installing runs again only when its file changes.
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r

$(PYTHON):
	@sh tools/make_venv.sh $(VENV)

$(VENV)/.base: requirements/base.txt | $(PYTHON)
	$(PIP) $<
	@touch $@

# dev.txt and e2e.txt each name everything before them as well.
$(VENV)/.dev: requirements/dev.txt | $(PYTHON)
	$(PIP) $<
	@touch $(VENV)/.base $@

$(VENV)/.e2e: requirements/e2e.txt $(VENV)/.dev
	$(PIP) $<
	@touch $@

$(VENV)/.lock: requirements/lock.txt | $(PYTHON)
	$(PIP) $<
	@touch $@
