#!/bin/sh
# Restores marks beside other programs: the same lines, one core, one run.
# Usage: benches/restoration_peers.sh FOLDER   (holds dev.*.txt: correct text)
# Installs pyvi and underthesea into an environment of their own, target/restoration-peers.
set -eu
cd "$(dirname "$0")/.."
folder=${1:?the folder with dev.*.txt}
environment=target/restoration-peers
if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet pyvi underthesea
fi
cargo build --release --quiet
RAYON_NUM_THREADS=1 taskset -c 0 "$environment/bin/python" benches/restoration_peers.py \
    target/release/baocao "$folder"
