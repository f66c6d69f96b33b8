# make run: set up, load the bundled figures, print the ranking, serve.   make test: everything that must hold.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run check test test-install test-spark unit bench bench-spark gallery guide reliability fuzz audit sbom lint format generate lock clean

help:
	@echo "make run [PORT=8000]  set up, load the bundled figures if there are none, print the ranking, serve"
	@echo "make check            the quick part of it, for every save: format, lint, types, layers, unit tests"
	@echo "make test             set up and run all checks: tests, types, lint, OpenAPI, migrations"
	@echo "make test-install     install the locks with an old pip and today's, and use clients that generators make"
	@echo "make test-spark       count random dossiers with Spark (needs Java 17 or newer; installs some 500 MB)"
	@echo "make bench            measure against the machine's limits and rivals, write docs/understand/performance.{json,md}"
	@echo "make bench-spark      measure counting dossiers on Spark (needs Java 17 or newer; installs some 500 MB)"
	@echo "make gallery          take pictures of every page with chromium, into var/gallery/index.html"
	@echo "make guide            take the pictures of the guide to an office's month, into docs/do/office-month/"
	@echo "make audit            ask for known vulnerabilities of the locked packages; fails if nobody can be asked"
	@echo "make sbom             write sbom.cdx.json (CycloneDX): every package that is shipped, with its hashes"
	@echo "make reliability      kill, cut off, fill up, flood: the long versions, with their figures (half an hour)"
	@echo "make fuzz             ask every operation 1,000 odd questions on each database (about half an hour)"
	@echo "make format           format the code"
	@echo "make generate         write openapi/, its examples, docs/look-up/errors.md and settings.md"
	@echo "make lock             resolve the dependencies anew"
	@echo "make clean            remove what the set-up made; the database in var/ stays"

run: $(VENV)/.installed
	@echo "Chuẩn bị cơ sở dữ liệu / Preparing the database"
	@$(BIN)/tthc766 migrate >/dev/null
	@$(BIN)/tthc766 demo --port $(PORT)
	@echo "Đang phục vụ; dừng bằng Ctrl+C / Serving; stop with Ctrl+C"
	@$(BIN)/tthc766 serve --port $(PORT)

test: lint
	@$(BIN)/python -m tools.audit --tolerate-silence
	$(BIN)/pytest tests/unit --cov=app/domain --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered
	$(BIN)/pytest --ignore=tests/unit

# Both at once: one core for those that read the code, one for those that run it.
check: $(VENV)/.installed-dev
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint unit
unit: $(VENV)/.installed-dev
	$(BIN)/pytest tests/unit

test-install: $(VENV)/.installed-dev
	$(BIN)/pytest -n 0 -m install tests/project

test-spark: $(VENV)/.installed-spark
	$(BIN)/pytest -n 0 -m spark tests/integration/counting

audit: $(VENV)/.installed-dev
	@$(BIN)/python -m tools.audit

sbom: $(VENV)/.installed-dev
	@$(BIN)/cyclonedx-py requirements $(SBOM) --output-file sbom.cdx.json requirements.lock
SBOM := --pyproject pyproject.toml --spec-version 1.6 --output-format JSON --output-reproducible --no-validate

reliability: $(VENV)/.installed-dev
	$(BIN)/pytest --long --dist loadfile -rP --show-capture=stdout tests/system \
		--ignore tests/system/test_fuzz.py --ignore tests/system/test_malformed_http.py
	$(BIN)/pytest --long tests/integration/evaluation/test_known_at.py tests/integration/audit

fuzz: $(VENV)/.installed-dev
	$(BIN)/pytest --long --dist loadgroup tests/system/test_fuzz.py tests/system/test_malformed_http.py

bench: $(VENV)/.installed-bench
	$(BIN)/python -m bench $(PARTS)

bench-spark: $(VENV)/.installed-bench $(VENV)/.installed-spark
	$(BIN)/python -m bench spark

gallery: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.system.browser.gallery

guide: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.system.browser.guide

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/hadolint Dockerfile

format: $(VENV)/.installed-dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

generate: $(VENV)/.installed-dev
	$(BIN)/python -m tools.generate

lock: $(VENV)/.installed-dev
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev -c requirements.lock $(LOCK) -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra spark -c requirements.lock $(LOCK) -o requirements-spark.lock
	$(BIN)/uv pip compile pyproject.toml --group bench -c requirements-dev.lock $(LOCK) -o requirements-bench.lock
LOCK := --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet

# A lock is installed as it stands: with --no-deps nothing is resolved, which would look at newer releases than the
# locked ones. What is left out or does not fit is found afterwards, among what is installed (--no-index: nothing comes in).
INSTALL := $(BIN)/pip install -qq --disable-pip-version-check --no-deps --require-hashes --requirement
INSTALL_ITSELF := $(BIN)/pip install -qq --disable-pip-version-check --no-index --no-build-isolation --editable .
CHECK_GROUP = $(BIN)/uv pip install --quiet --python $(BIN)/python --offline --no-index --dry-run --editable . --group

$(VENV)/bin/pip:
	@echo "Tạo môi trường Python / Creating the Python environment: $(VENV)"
	@sh tools/make_venv.sh $(PYTHON) $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/pip
	@echo "Cài các thư viện cần để chạy / Installing what the service needs: requirements.lock"
	@$(INSTALL) requirements.lock
	@$(INSTALL_ITSELF)
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "Cài các công cụ kiểm thử / Installing what the tests need: requirements-dev.lock"
	@$(INSTALL) requirements-dev.lock
	@$(CHECK_GROUP) dev
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev requirements-bench.lock
	@echo "Cài các công cụ đo tốc độ / Installing what the benchmarks need: requirements-bench.lock"
	@$(INSTALL) requirements-bench.lock
	@$(CHECK_GROUP) bench
	@touch $@

$(VENV)/.installed-spark: $(VENV)/.installed-dev requirements-spark.lock
	@echo "Cài Spark / Installing Spark: requirements-spark.lock"
	@$(INSTALL) requirements-spark.lock
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
