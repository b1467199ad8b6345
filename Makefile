# 見守り: two commands on a machine with Python 3.11 and make.
#   make run    a practice city of 6,000 children, linked and judged through Airflow, and where to read about it
#   make test   the checks and the tests
# and: make serve (the review app), make airflow (Airflow's pages), make proof (the long proofs), make lock

PYTHON := $(or $(shell command -v python3.11),python3)
BIN := .venv/bin
CHILDREN := 6000
AS_OF := 2026-10-01

# the practice city's own settings; a city sets its own
export MIMAMORI_LANDING := $(CURDIR)/var/city/extracts
export MIMAMORI_RUNS := $(CURDIR)/var/runs
export MIMAMORI_TAX_BASIS := 練習都市: 架空のデータのみ (a practice city: invented data only)
# what people ruled in the review app goes into the next run
PEOPLE := $(wildcard $(CURDIR)/var/review/people/current)
ifneq ($(PEOPLE),)
export MIMAMORI_PEOPLE := $(PEOPLE)
endif

.PHONY: run test proof serve airflow lock clean
.DEFAULT_GOAL := run

# installed anew when the lock changes: with uv where it can be had, else pip
.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Python 3.11 is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	if $(BIN)/python -m pip install -q --disable-pip-version-check uv; then \
	  $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock; \
	else \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock; \
	fi
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: .venv/installed var/city/truth/records.csv
	$(BIN)/python infra/schedule.py once
	$(BIN)/mimamori runs
	@echo
	@echo "報告 (report)       var/runs/current/reports/index.html"
	@echo "画面 (review app)   make serve"
	@echo "Airflow             make airflow"

var/city/truth/records.csv: | .venv/installed
	$(BIN)/mimamori city --children $(CHILDREN) --seed 1 --as-of $(AS_OF) --out var/city

serve: .venv/installed
	$(BIN)/mimamori serve --demo

airflow: .venv/installed
	$(BIN)/python infra/schedule.py serve --port 8080

test: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not proof"

proof: .venv/installed
	$(BIN)/pytest -q -n 2 --dist loadfile -m proof

# no registry's address goes into the lock: where packages come from is the machine's affair
lock:
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf var .venv
