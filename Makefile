# The two commands of the README are `make demo` and `make test`.
.PHONY: setup demo test soak fuzz bench

setup:
	@scripts/setup

demo: setup
	cargo build --release
	target/release/baocao run fixtures/scans -o target/demo
	@echo "Results: target/demo/documents/*/document.json and text.txt, and target/demo/manifest.jsonl"

test: setup
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo test
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps
	scripts/check-licenses

# What `make test` does to batches in a minute, for half an hour: 50 kills, every point of a disk filling up,
# ten thousand documents; searching and every page of the site with a hundred thousand documents.
soak: setup
	BAOCAO_SOAK=1 cargo test --release --test batch -- --test-threads 1 --nocapture
	BAOCAO_SOAK=1 cargo test --release --test serve load -- --nocapture

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
