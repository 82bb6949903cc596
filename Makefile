.DEFAULT_GOAL := help
.PHONY: help run test lint format bench search-quality messages requirements clean

HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
PYTHON := $(VENV)/bin/python
CODE := itp_cms home blog legacy_projects search
# The languages of the project's own words; English is what they are written in.
LOCALES := -l zh_Hans -l zh_Hant -l ar

help:  ## Say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 15

run:  ## Serve the demo site on PORT (8000); the first time install and fill it
	@python=$$(.ci/find-python) && $$python .ci/check-port.py $(HOST) $(PORT)
	@$(MAKE) --silent --no-print-directory $(VENV)/installed
	@exec $(PYTHON) manage.py serve_demo --host $(HOST) --port $(PORT)

test: $(VENV)/installed-dev  ## Run the whole suite, on PostgreSQL (but for the browser) and on SQLite
	$(PYTHON) -m tests.services.postgresql $(PYTHON) -m pytest -n auto --dist loadgroup -m "not browser and not project and not measures"
	$(PYTHON) -m pytest -n auto --dist loadgroup

lint: $(VENV)/installed-dev  ## Check style, types, import contracts, migrations and messages
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) manage.py check
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) .ci/check-messages.py

format: $(VENV)/installed-dev  ## Put the code into the project's style
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .

bench: $(VENV)/installed-dev  ## Measure the API on databases of 1,000 to 100,000 pages, or of so many PAGES
	$(PYTHON) -m tests.bench $(if $(PAGES),--pages $(PAGES))

search-quality: $(VENV)/installed-dev  ## Show how good search is in each language, by each engine and by plain Wagtail
	$(PYTHON) -m pytest -q -m "measures or not measures" tests/search/test_quality.py
	$(PYTHON) -m tests.services.postgresql $(PYTHON) -m pytest -q -m "measures or not measures" -k database tests/search/test_quality.py

messages: $(VENV)/installed-dev  ## Collect the project's words into locale/ and compile their translations
	$(VENV)/bin/django-admin makemessages $(LOCALES) --no-location --no-obsolete --no-wrap --ignore .venv --ignore tests --ignore var
	$(VENV)/bin/django-admin compilemessages --ignore .venv

requirements: $(VENV)/installed-dev  ## Compile requirements*.in into pinned requirements*.txt
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --no-annotate --no-header --upgrade requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --no-annotate --no-header --upgrade requirements-dev.in -o requirements-dev.txt

clean:  ## Remove the environment, the demo site and everything else that was made here
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find var -mindepth 1 ! -name .gitignore -delete
	find $(CODE) tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON):
	@echo "Making the virtual environment $(VENV)"
	@python=$$(.ci/find-python) && $$python -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(PYTHON)
	@echo "Installing what requirements.txt names"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing what requirements-dev.txt names"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
