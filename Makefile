# Every target sets up what it needs by itself; a fresh machine needs Python 3.11+, make, git and a compiler.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REQUIREMENTS ?= dev
# Bytecode is kept, whatever the machine says: without it each start and each run of the tests compiles everything again.
unexport PYTHONDONTWRITEBYTECODE
SIDE_BY_SIDE := --numprocesses=logical --dist=worksteal
STAMP := $(VENV)/.installed-$(REQUIREMENTS)

.PHONY: setup run chat test fast check content schemas format bench lock clean help

help: ## print this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup: $(STAMP) ## create .venv from the pinned requirements

$(STAMP): requirements/$(REQUIREMENTS).txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(REQUIREMENTS).txt
	@touch $@

run: setup ## web page and API on http://127.0.0.1:8080, and every chat channel whose settings are present
	$(BIN)/python -m bot run

chat: setup ## talk in the terminal
	@$(BIN)/python -m bot chat

fast: setup ## the tests that need no other process, and little time
	$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) -m "not e2e and not browser and not postgres and not thorough"

test: setup ## every test
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

check: setup content ## format, lint, types, content and the fast tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) fast

content: setup ## the knowledge base
	$(BIN)/python -m bot check

schemas: setup ## write the JSON Schemas for editors anew
	$(BIN)/python tools/write_schemas.py

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## accuracy and latency, beside plain search, in one run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	$(BIN)/python tools/bench.py

lock: setup ## pin the requirements again, hashes yes, addresses no
	cd requirements && for name in runtime dev bench; do \
		uv pip compile -q --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header --no-annotate $$name.in -o $$name.txt || exit 1; done

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
