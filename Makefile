# `make` tells what there is. Everything beyond a line of shell is in xtask.

TARGET := $(or $(CARGO_TARGET_DIR),target)
CARGO := cargo
# The browser is the system's; nothing is downloaded for it.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

INSTALLED := console/node_modules/.installed
BUILT := console/node_modules/.built
# Folders are among the inputs, so that a file that goes is a change too.
CONSOLE := $(shell find console \( -name node_modules -o -name dist -o -name test-results \) -prune -o ! -name schema.d.ts ! -path console ! -path console/src/api -print 2>/dev/null)
NEXTEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo yes)

.DEFAULT_GOAL := help
# The order below is the order: cheap checks first, the console before what embeds it.
.NOTPARALLEL:
.PHONY: help run test build bench soak clean tools tools-test console fmt tidy licenses clippy test-console-build test-rust test-python test-console

help: ## This list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1#\2/p' $(firstword $(MAKEFILE_LIST)) | column -t -s '#' 2>/dev/null || \
		sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1: \2/p' $(firstword $(MAKEFILE_LIST))

run: tools console ## Build Welkin and start it on the demonstration estate (ARGS="--listen …" is passed on)
	$(CARGO) build --locked --profile quick -p welkin
	$(TARGET)/quick/welkin up --demo $(ARGS)

test: tools-test fmt tidy licenses test-console-build clippy test-rust test-python test-console ## Everything that is checked, the console in a real browser included
	@echo "everything passed"

build: tools console ## The release binary
	$(CARGO) build --locked --release -p welkin

bench: build ## Speed and memory, measured against others in one run (RECORDS=200000 LARGE=10000000)
	$(CARGO) build --locked --release -p welkin-range --example stream
	$(CARGO) install --quiet --locked rsigma --version 0.23.0 --root .cache/rsigma || echo "rsigma cannot be built here: there will be no ratio to it"
	python3 -c 'import yaml' 2>/dev/null || python3 -m pip install --quiet pyyaml
	python3 -u bench/bench.py --welkin $(TARGET)/release/welkin --stream $(TARGET)/release/examples/stream \
		$(if $(wildcard .cache/rsigma/bin/rsigma),--rsigma .cache/rsigma/bin/rsigma) --records $(or $(RECORDS),200000) --large $(or $(LARGE),10000000)
	python3 -c 'import boto3, moto.server' 2>/dev/null || python3 -m pip install --quiet -r tests/cloud/requirements/servers.txt
	python3 -u bench/discover.py --welkin $(TARGET)/release/welkin
	python3 -u bench/range.py $(TARGET)/release/welkin

soak: tools ## Kill the process at random points and look whether anything is lost or doubled, 200 times
	WELKIN_SOAK_KILLS=200 $(CARGO) test --locked --workspace -- kill

clean: ## Remove what was built
	$(CARGO) clean
	rm -rf console/node_modules console/dist console/test-results

tools:
	@.ci/tools cargo cc node

tools-test:
	@.ci/tools cargo checks cc node chromium python

console: $(BUILT)

$(INSTALLED): console/package.json console/package-lock.json
	cd console && npm ci --no-audit --no-fund
	@touch $@

# The binary embeds the console; a crate that was built before there was one does not notice that there is one now.
$(BUILT): $(INSTALLED) $(CONSOLE) $(if $(wildcard console/dist/index.html),,missing-console)
	cd console && npm run build
	@touch crates/welkin-server/src/assets.rs $@

.PHONY: missing-console
missing-console:

fmt:
	$(CARGO) fmt --all --check

tidy:
	$(CARGO) xtask tidy

licenses:
	$(CARGO) xtask licenses

clippy:
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings

test-console-build: $(BUILT)
	cd console && npm run size

# What nextest builds is what `cargo test` builds, so the binary that test-console drives is there afterwards.
test-rust:
ifeq ($(NEXTEST),yes)
	$(CARGO) nextest run --locked --workspace
else
	$(CARGO) test --locked --workspace
endif

# SDKs of the vendors, real servers and official schemas, from PyPI.
test-python: $(BUILT)
	$(CARGO) build --locked --quiet -p welkin -p welkin-range -p welkin-cloud --bins --examples
	$(CARGO) xtask python-test

test-console: $(BUILT)
	$(CARGO) test --locked --workspace --no-run --quiet
	$(CARGO) xtask console-test
