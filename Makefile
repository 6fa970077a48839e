# What a developer runs. It needs make and Python 3.11 or newer: no root, no service, nothing outside this checkout.
# Another interpreter: make PYTHON=python3.13 demo. More test processes: make WORKERS=8 test.

PYTHON ?= python3
WORKERS ?= 3
PIP_TOOLS ?= pip-tools==7.6.2

BIN := .venv/bin
PIP := --quiet --disable-pip-version-check --no-input
PROJECTS := $(wildcard pyproject.toml plugins/*/pyproject.toml examples/*/pyproject.toml)
CODE := src tools $(wildcard plugins/*/src examples/*/src) tests $(patsubst %/,%,$(sort $(dir $(wildcard benchmarks/*.py))))
ATTACKS := tests/canary tests/hostile tests/machine
MANY := tests/storage/test_together.py tests/storage/test_drafts_together.py tests/storage/test_keycopies.py \
	tests/desk/test_erasure.py
WHOLE := $(ATTACKS) $(MANY) examples plugins tests/docs
APART := $(patsubst %/,%,$(sort $(dir $(wildcard plugins/*/tests/*.py examples/*/tests/*.py))))

.PHONY: help install demo test check lint bench docs texts lock

help:
	@echo 'make demo    a programme with invented people in ./demo, and a first look round'
	@echo 'make test    every test, with the coverage of src/mentorcore'
	@echo 'make check   format, lint, types, floors, wheels, the examples of the docs and the clause register'
	@echo 'make bench   the benchmarks'
	@echo 'make docs    write the clause register and the generated references anew'
	@echo 'make texts   compile the catalogues: every .po to the .mo beside it'
	@echo 'make lock    write requirements/dev.txt anew; UPGRADE=--upgrade takes newer versions'

demo: .venv/.installed
	$(BIN)/mentorcore demo vps --into demo

test: .venv/.installed
	@# whole programmes, plugins and pages, run and attacked, and many processes: what they reach, other tests reach as well,
	@# and to trace them takes as long again
	$(BIN)/python -m pytest -q -n $(WORKERS) $(WHOLE) --check-clauses vps --check-clauses at_the_heart
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n $(WORKERS) tests $(WHOLE:%=--ignore=%)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --skip-covered

check: lint
	$(BIN)/python -m pytest -q -n $(WORKERS) tests/docs examples --check-clauses vps --check-clauses at_the_heart

# What needs no test to be run.
lint: .venv/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict $(CODE)
	@# tests beside a package have no package of their own: each folder is a root of its own
	set -e; for tests in $(APART); do MYPYPATH="$$tests" $(BIN)/mypy --strict "$$tests"; done
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/check_wheels.py

bench: .venv/.installed
	$(BIN)/python -m benchmarks

# What is written by a program: which tests show which clause, and the references made of the code.
docs: .venv/.installed
	$(BIN)/python -m pytest -q -n $(WORKERS) examples --write-clauses vps --write-clauses at_the_heart
	set -e; for generator in tools/make_*.py; do $(BIN)/python "$$generator"; done

texts: .venv/.installed
	set -e; for locales in $$(find src plugins/*/src examples/*/src -type d -name locales); do \
		$(BIN)/pybabel --quiet compile --domain mentorcore --directory "$$locales"; done

install: .venv/.installed

# The packages of this checkout, editable: again when one of them declares something else.
.venv/.installed: .venv/.requirements $(PROJECTS)
	$(BIN)/python -m pip install $(PIP) --no-build-isolation --no-deps $(patsubst %pyproject.toml,--editable ./%,$(PROJECTS))
	@touch $@

# Everything else, as it was pinned: a new environment whenever the pins change.
.venv/.requirements: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'mentorcore needs Python 3.11 or newer, and "$(PYTHON)" is not. Name one: make PYTHON=python3.11 ...' >&2; \
		exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install $(PIP) --require-hashes --requirement requirements/dev.txt
	@touch $@

lock: build/lock/.installed
	CUSTOM_COMPILE_COMMAND='make lock' build/lock/bin/pip-compile --quiet $(UPGRADE) --generate-hashes --strip-extras \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra postgresql --extra large --extra text \
		--output-file requirements/dev.txt pyproject.toml requirements/dev.in

build/lock/.installed:
	$(PYTHON) -m venv --clear build/lock
	build/lock/bin/python -m pip install $(PIP) '$(PIP_TOOLS)'
	@touch $@
