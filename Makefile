# The two commands of the README are `make demo` and `make test`.
.PHONY: setup demo test bench

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

bench:
	cargo bench
