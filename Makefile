# Needs python3 (3.11 or newer, with venv) and make; everything else is installed into .venv from the lock files.

PYTHON ?= python3
FOLDER ?= build/screenshots
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
# What pip does as well, in a tenth of the time; pip where packages come from what only pip's own settings name.
INSTALL = $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes $(1) 2>/dev/null || $(PIP) install --require-hashes $(1)
COMPILE := ../$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
           --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
RUN := .venv/.run-installed
TEST := .venv/.test-installed

# Tests that try some of what is alike, and all of it for `make fuzz`.
ALIKE = $(shell grep -rl 'tests.thorough import' tests --include='test_*.py')
ALONE = $(shell grep -rl 'mark.alone' tests --include='test_*.py')

.DEFAULT_GOAL := help
.PHONY: help run demo test quick check fix bench fuzz golden lock screenshots assets
MAKEFLAGS += --no-print-directory
# What is compiled is kept, whatever the shell says: programs start, and tests are found, in half the time.
unexport PYTHONDONTWRITEBYTECODE

help:    ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: $(RUN) assets    ## start the whole registry with demo data; Ctrl-C stops it
	@exec $(BIN)/namehouse up

demo: $(RUN) assets    ## the guided minute: a name is registered, transferred, published, escrowed and deleted
	@$(BIN)/namehouse demo minute

test: check    ## everything that must pass: check, then all tests: first those that do not mind others, then those that measure
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not alone" --junitxml=build/tests.xml
	@$(BIN)/python -m pytest -m alone $(ALONE) --junitxml=build/alone.xml

quick: $(TEST) assets    ## the unit part of the tests, in less than a minute
	@$(BIN)/python -m pytest -n auto --dist loadfile --hypothesis-profile=quick -m "not slow and not story and not browser"

check: $(TEST) assets    ## style, types and imports; then the longest files and the slowest tests of the last run
	@$(BIN)/mypy --no-error-summary & types=$$!; $(BIN)/ruff check && $(BIN)/ruff format --check -q --output-format=concise \
		&& $(BIN)/lint-imports --no-logo && $(BIN)/python -m tests.ledger && wait $$types || { wait; exit 1; }
	@$(BIN)/python .ci/report.py

fix: $(TEST)    ## let ruff put right what it can
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: $(TEST) assets    ## what a command costs, as a ratio to the database's own cost
	@$(BIN)/python -m tests.bench

fuzz: $(TEST)    ## ten minutes of frames, then ten of queries, that were right and are not any more; then all of what `make test` tries some of
	@$(BIN)/python -m tests.epp.fuzz --seconds 600
	@$(BIN)/python -m tests.whois.fuzz --seconds 600
	@$(BIN)/python -m pytest -q $(ALIKE) --hypothesis-profile=deep --timeout=7200

golden: $(TEST)    ## refresh the golden files; review them as a diff
	@$(BIN)/namehouse db golden
	@$(BIN)/python -m tests.epp.golden >/dev/null
	@$(BIN)/python -m panel.languages
	@$(BIN)/python -m docs.generate

lock: $(TEST)    ## resolve requirements/*.in again into lock files with hashes
	@cd requirements && for name in build run test; do $(COMPILE) --upgrade -o $$name.txt $$name.in || exit 1; done

screenshots: $(TEST) assets    ## pictures of every page, desk and phone, light and dark, into FOLDER (of those whose names hold ONLY)
	@$(BIN)/python -m tests.browser.screenshots $(FOLDER) $(ONLY)

assets: $(RUN)
	@$(BIN)/python -m panel.assets

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Namehouse needs Python 3.11 or newer")'
	@$(PYTHON) -m venv .venv || { echo "python3 has no venv: on Debian and Ubuntu, apt-get install python3-venv" >&2; exit 1; }

# The lock files hold every hash; the project itself is installed without asking anybody.
$(RUN): requirements/build.txt requirements/run.txt setup.cfg pyproject.toml | .venv/bin/python
	@echo "installing what requirements/run.txt locks ..."
	@$(PIP) install --require-hashes -r requirements/build.txt
	@$(call INSTALL,-r requirements/run.txt)
	@$(PIP) install --no-deps --no-index --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

$(TEST): requirements/test.txt $(RUN)
	@echo "installing what requirements/test.txt locks ..."
	@$(call INSTALL,-r requirements/test.txt)
	@touch $@
