# `make run` needs Rust, git and Debian's package manager; it installs the rest. `make help` lists everything.

export PATH := $(HOME)/.cargo/bin:$(PATH):$(CURDIR)/target/tools/bin
export CARGO_TERM_COLOR ?= auto

# The checked queries are compiled against .sqlx, without a database.
OFFLINE := SQLX_OFFLINE=true

.DEFAULT_GOAL := help
.PHONY: help run test test-rust test-browser faults check advisories bench sqlx

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

run: ## Build, start the private database, fill it with the demo institution, serve http://127.0.0.1:8080
	@[ -n "$$DATABASE_URL" ] || scripts/install database
	$(OFFLINE) cargo build --release --locked
	@$(OFFLINE) CALCO2_DEV_SIGN_IN=$${CALCO2_DEV_SIGN_IN-true} cargo run --release --locked --quiet -- serve

test: test-rust test-browser ## Everything: units, properties, HTTP on real PostgreSQL, browser

test-rust: ## All but the browser
	@[ -n "$$DATABASE_URL_TEST" ] || scripts/install database
	$(OFFLINE) cargo test --locked

test-browser: ## Debian's Chromium, with and without JavaScript, with accessibility checks
	@scripts/install database browser
	$(OFFLINE) cargo build --locked
	cd tests/browser && CALCO2_PROGRAM="$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/calco2" npm test

TIMES ?= 1
faults: ## Processes killed, paused and cut off, also what takes long; TIMES=20 does it that often, until one fails
	@[ -n "$$DATABASE_URL_TEST" ] || scripts/install database
	$(OFFLINE) cargo test --locked --test faults --no-run
	@for round in $$(seq $(TIMES)); do echo "faults: $$round of $(TIMES)"; \
		$(OFFLINE) cargo test --locked --test faults --quiet -- --include-ignored --test-threads 2 || exit 1; done

check: ## Format, lints, offline query data, licences and duplicates of dependencies
	@scripts/install database cargo-deny
	cargo fmt --check
	$(OFFLINE) cargo clippy --locked --all-targets -- -D warnings
	scripts/sqlx check
	cargo deny --locked check --hide-inclusion-graph licenses bans sources

advisories: ## Known weaknesses of the dependencies, where their lists can be fetched
	@scripts/install cargo-deny
	@scripts/advisories

bench: ## Figures of the engine, then of the whole product at full size (makes it once, in target/bench)
	@[ -n "$$DATABASE_URL" ] || scripts/install database
	$(OFFLINE) cargo bench --locked --bench engine
	$(OFFLINE) cargo bench --locked --bench scale

sqlx: ## Write the offline query data after a change of a query or a migration
	@scripts/install database
	scripts/sqlx write
