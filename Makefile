# Everything sets itself up: the first target you call makes .venv and installs into it.
# Another Python: make test PYTHON=python3.12

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=

BIN := .venv/bin
READY := .venv/.installed

# mkdocs-material prints an advertisement otherwise.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test torture check bench performance bench-identity bench-small eval docs fmt clean chromium neo4j neo4j-jars

IDENTITY := $(addprefix bench/identity/,papers.py authors.py organizations.py concepts.py)

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "citeweave needs Python 3.11 or later; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing into .venv; the first time takes some minutes"
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { \
	  echo "This Python cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

demo: $(READY)  ## Build a graph from the real pages in examples/ and ask it something
	$(BIN)/python examples/demo.py

test: $(READY) chromium neo4j-jars  ## Run the suite of every change
	$(BIN)/pytest -n $(WORKERS) -m "not torture" $(ARGS)

torture: $(READY) neo4j-jars  ## Run the long tests: kills, mutants, races (CITEWEAVE_TORTURE=short for less)
	$(BIN)/pytest -n $(WORKERS) -m torture $(ARGS)

# A browser test that is skipped in silence is a test that nobody has.
chromium:
	@if [ -n "$$CITEWEAVE_CHROMIUM" ]; then \
	  test -x "$$CITEWEAVE_CHROMIUM" || { \
	    echo "CITEWEAVE_CHROMIUM names $$CITEWEAVE_CHROMIUM, which is no program" >&2; exit 1; }; \
	else \
	  for name in chromium chromium-browser google-chrome; do \
	    test -x "/usr/bin/$$name" && exit 0; \
	  done; \
	  echo "The tests drive a real Chromium, and there is none in /usr/bin. Install it" >&2; \
	  echo "(Debian, Ubuntu: apt-get install chromium) or name one: CITEWEAVE_CHROMIUM=/path" >&2; \
	  exit 1; \
	fi

# Neither is a store that was not asked. Says what is missing: Java, Maven, or instead Docker.
neo4j-jars: $(READY)
	@$(BIN)/python tests/graph/support/neo4j_foreground.py --fetch

neo4j: $(READY)  ## Run a real Neo4j with Browser until Ctrl-C (ARGS="--home DIR" keeps its data)
	@$(BIN)/python tests/graph/support/neo4j_foreground.py $(ARGS)

check: $(READY)  ## Lint, types, layers, docs: what CI asks beside the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/mkdocs build --strict --quiet

bench: performance  ## Run every measurement in bench/ (hours)
	@set -e; for script in $(IDENTITY); do echo "== $$script"; $(BIN)/python "$$script"; done

performance: $(READY) neo4j-jars  ## Measure, and write docs/performance.md (ARGS="sharing search" for some)
	$(BIN)/python bench/performance.py $(ARGS)

bench-identity: $(READY)  ## Measure identity on labelled data, papers on a part of it (a minute)
	@set -e; for script in $(IDENTITY); do \
	  echo "== $$script"; \
	  $(BIN)/python "$$script" $$(test "$$script" != bench/identity/papers.py || echo --papers 5000); \
	done

bench-small: $(READY)  ## Run the measurements at small sizes, to see that they run
	$(BIN)/python bench/small.py $(ARGS)
	$(BIN)/python bench/building.py 500 --added 100
	$(BIN)/python bench/search.py 2000 --queries 20
	$(BIN)/python bench/hubs.py 10000
	$(BIN)/python bench/serving.py --papers 300 --seconds 1
	$(BIN)/python bench/networks.py 1000
	$(BIN)/python bench/similar.py 500

eval: $(READY)  ## Score pipelines and simple baselines on every gold set, side by side
	$(BIN)/python -m citeweave_nlp.comparison $(filter-out nlp/gold/relations.%,$(wildcard nlp/gold/*dev.jsonl)) --train nlp/gold/train.jsonl $(ARGS)

docs: $(READY)  ## Build the documentation into site/
	$(BIN)/mkdocs build --strict
	@echo "Open site/index.html"

fmt: $(READY)  ## Format the code and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## Remove what was built; .venv stays
	rm -rf site dist build .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
