# Needs Python 3.11 or newer (with its venv module) and make. Everything else is fetched, by hash.
.DEFAULT_GOAL := help
.PHONY: help install run test lint bench faults peers lock stop clean .venv
PY := .venv/bin/python
T ?=

help: ## this list
	@grep -E '^[a-z.]+:.*##' Makefile | sed -E 's/^([a-z.]+):[^#]*## /\1\t/' | expand -t 10

install: ## only the environment, into .venv
	@sh devstack/bootstrap.sh run

.venv:
	@sh devstack/bootstrap.sh dev

run: ## the whole portal on this machine: make run, or make run PORT=8001
	@sh devstack/bootstrap.sh run
	@exec $(PY) -m devstack.supervisor

test: ## lint, then every test; one place: make test T=tests/drafts/test_x.py
	@sh devstack/bootstrap.sh dev
	@$(PY) -m devstack.checks lint
	@$(PY) -m devstack.checks test $(T)

lint: ## ruff and mypy only
	@sh devstack/bootstrap.sh dev
	@$(PY) -m devstack.checks lint

bench: ## the benchmarks, with 3,000 items; with 100,000 among 10,000 councils: make bench T="benchmarks --large"
	@sh devstack/bootstrap.sh dev
	@$(PY) -m devstack.checks bench $(T)

faults: ## more than 200 faults over every connector: nothing lost, nothing doubled (minutes)
	@sh devstack/bootstrap.sh dev
	@$(PY) -m devstack.checks faults $(T)

peers: ## the tests that need real servers of other people (see docs)
	@sh devstack/bootstrap.sh dev
	@$(PY) -m devstack.checks peers $(T)

lock: ## make the hash locks again; newer versions too: make lock UPGRADE=1
	@sh devstack/bootstrap.sh dev
	@$(PY) -m devstack.locks

stop: ## stop what runs for this clone; the data stay
	@sh devstack/bootstrap.sh run
	@$(PY) -m devstack.stopping

clean: ## stop, then remove what was made here, the demo's data too
	@sh devstack/bootstrap.sh run
	@$(PY) -m devstack.stopping --clean
