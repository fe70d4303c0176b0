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

# Every parser for a minute on bytes that are made up; what is found to be new stays in target/fuzz.
FUZZ = cd fuzz && cargo +nightly fuzz
fuzz: setup
	@cargo fuzz --version >/dev/null || { echo "Run: rustup toolchain install nightly && cargo install cargo-fuzz"; exit 1; }
	@for target in $$($(FUZZ) list); do \
		mkdir -p target/fuzz/$$target; \
		($(FUZZ) run $$target ../target/fuzz/$$target corpus/$$target -- -max_total_time=60 -rss_limit_mb=4096) || exit 1; \
	done

bench:
	cargo bench
