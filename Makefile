# Every target is one line; what it does is in scripts/ and forum/run.py. `make` alone prints help.
# Variables: PORT=8000  DEMO=0 (no demo content)  FAST=1 (test and check without the browser part)  PYTHON=python3.12
PYTHON ?= python3
env := @command -v $(PYTHON) >/dev/null || { echo "Askwell needs Python 3.11 or newer: install it, or name yours, as in make $(MAKECMDGOALS) PYTHON=python3.12." >&2; exit 1; }; exec $(PYTHON) scripts/bootstrap.py

.PHONY: help run seed test test-postgres lint check bench lock pictures catalogues release
.NOTPARALLEL:

help:           ## Print this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
run:            ## Serve the site with its demo on http://127.0.0.1:8000 (PORT=9000, DEMO=0)
	$(env) -m forum.run
seed:           ## Load the demo content into the database, without serving
	$(env) -m forum.run --seed
test:           ## Run the whole test suite
	$(env) --dev scripts/run_tests.py
test-postgres:  ## Run the suite, without the browser part, on a throw-away PostgreSQL
	$(env) --dev scripts/with_postgres.py python scripts/run_tests.py --no-browser
lint:           ## Check format, lint, types, imports and templates
	$(env) --dev scripts/lint.py
check: lint test ## Everything a change must pass: lint, then test (FAST=1: without the browser part)
bench:          ## Measure speed and search quality; results in benchmarks/results/
	$(env) --dev -m benchmarks
pictures:       ## Take the pictures of the README and docs from a running demo (ACCEPT=1: keep those of changed pages)
	$(env) --dev scripts/pictures.py
catalogues:     ## Bring the translations in step with the code and compile them
	$(env) --dev scripts/catalogues.py
lock:           ## Pin the libraries again, with hashes (UPGRADE=1: newest allowed versions)
	$(env) scripts/lock.py $(if $(UPGRADE),--upgrade)
release:        ## Make what a release hands out, in dist/: source, list of parts (SBOM), licences, sums
	$(env) scripts/release.py
