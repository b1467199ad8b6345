# 見守り: two commands on a machine with Python 3.11 and make.
#   make run    a practice city of 6,000 children, linked and judged through Airflow, and where to read about it
#   make test   the checks and the tests
# and: make serve (the review app), make pictures (docs' pictures of it), make airflow (Airflow's pages), make proof (the long
# proofs), make lock

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

.PHONY: run test checks test-spark proof serve pictures airflow lock sbom clean
.DEFAULT_GOAL := run

# with uv where it can be had, else pip; compiled once: else each process compiles anew what it imports where the shell has
# PYTHONDONTWRITEBYTECODE, which costs a run of many processes as much again as its work
install = if test -x $(BIN)/uv; then $(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes $(1); \
  else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes $(1); fi

# installed anew when the lock changes
.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Python 3.11 is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	-$(BIN)/python -m pip install -q --disable-pip-version-check uv
	$(call install,-r requirements.lock)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Spark is a large download, for its own tests alone, and of no use without Java. It lies apart: Great Expectations takes up
# any pyspark that it finds, and that ends the processes of pytest-xdist
SPARK := $(if $(shell command -v java),.venv/spark/installed)
SPARK_TESTS := tests/linkage/test_engines.py

# what only one command needs lies apart
.venv/%/installed: requirements-%.lock .venv/installed
	$(call install,--no-build-isolation --target .venv/$* -r $<)
	touch $@

run: .venv/installed var/city/truth/records.csv
	$(BIN)/python infra/schedule.py once
	$(BIN)/mimamori sos
	$(BIN)/mimamori runs
	@echo
	@echo "報告 (report)       var/runs/current/reports/index.html"
	@echo "画面 (review app)   make serve"
	@echo "Airflow             make airflow"

var/city/truth/records.csv: | .venv/installed
	$(BIN)/mimamori city --children $(CHILDREN) --seed 1 --as-of $(AS_OF) --out var/city

serve: .venv/installed
	$(BIN)/mimamori serve --demo

# docs/review-*.png, of the run that `make run` made
pictures: .venv/installed
	$(BIN)/python infra/pictures.py

airflow: .venv/installed
	$(BIN)/python infra/schedule.py serve --port 8080

# the checks and Spark's tests take a core each, the other tests two; in the order of the files, else the longest come last
test: .venv/installed .venv/sbom/installed $(SPARK)
	$(MAKE) -j2 --output-sync checks $(if $(SPARK),test-spark)
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder --durations 20 -m "not proof" $(if $(SPARK),--ignore $(SPARK_TESTS))

checks: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test-spark: $(SPARK)
	PYTHONPATH=$(CURDIR)/.venv/spark $(BIN)/pytest -q -m "not proof" $(SPARK_TESTS)

proof: .venv/installed $(SPARK)
	$(if $(SPARK),PYTHONPATH=$(CURDIR)/.venv/spark $(BIN)/pytest -q -m proof $(SPARK_TESTS))
	$(BIN)/pytest -q -n 2 --dist loadfile -m proof $(if $(SPARK),--ignore $(SPARK_TESTS))

# no registry's address goes into the lock: where packages come from is the machine's affair
lock:
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --extra dev pyproject.toml -o requirements.lock
	for extra in spark sbom; do \
	  $(BIN)/python -c 'import sys, tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"][sys.argv[1]], sep="\n")' $$extra | \
	  $(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" -c requirements.lock - -o requirements-$$extra.lock; \
	done

# what is locked, as CycloneDX: for whoever must answer which versions of what a city runs
sbom: .venv/sbom/installed
	mkdir -p var
	PYTHONPATH=.venv/sbom $(BIN)/python -m cyclonedx_py requirements --output-reproducible --of JSON -o var/sbom.json requirements.lock

clean:
	rm -rf var .venv
