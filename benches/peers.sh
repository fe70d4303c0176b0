#!/bin/sh
# Pages per minute and word recall of baocao, with each choice of readers, beside Tesseract and OCRmyPDF, and cells of
# tables found beside img2table: the same pages, cores and language data, one run.
#   benches/peers.sh SCANS GOLD [OUT]
# SCANS is a folder of PDFs, GOLD one as scripts/score-pages takes it. OCRmyPDF comes into a virtual environment
# of its own under target/; `--clean` needs unpaper, and poppler's pdftotext reads what OCRmyPDF wrote.
# BAOCAO names another program than target/release/baocao, JOBS the number of threads.
set -eu
scans=$1 gold=$2 out=${3:-target/peers}
root=$(cd "$(dirname "$0")/.." && pwd)
program=${BAOCAO:-$root/target/release/baocao}
jobs=${JOBS:-$(nproc)}
export OMP_THREAD_LIMIT=1
venv=$root/target/peers-venv
mkdir -p "$out"
[ -x "$venv/bin/ocrmypdf" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install -q ocrmypdf rapidfuzz; }
"$venv/bin/python" -c "import img2table" 2>/dev/null || "$venv/bin/pip" install -q img2table ||
    echo "img2table cannot be installed: without its tables"
pages=$("$venv/bin/python" -c '
import glob, sys, pikepdf
print(sum(len(pikepdf.open(path).pages) for path in glob.glob(sys.argv[1] + "/*.pdf")))' "$scans")

# ocrmypdf NAME OPTION...: documents one after the other, pages in parallel, text beside them.
ocrmypdf() {
    name=$1
    shift
    mkdir -p "$out/$name"
    for scan in "$scans"/*.pdf; do
        base=$(basename "$scan" .pdf)
        "$venv/bin/ocrmypdf" -q -l vie --jobs "$jobs" --output-type pdf --optimize 0 "$@" \
            "$scan" "$out/$name/$base.pdf"
        pdftotext "$out/$name/$base.pdf" "$out/$name/$base.txt"
    done
}

# The pages at 300 dpi, read by Tesseract alone.
tesseract_alone() {
    mkdir -p "$out/tesseract"
    for scan in "$scans"/*.pdf; do
        base=$(basename "$scan" .pdf)
        pdftoppm -r 300 -gray "$scan" "$out/tesseract/$base"
        for page in "$out/tesseract/$base"-*.pgm; do
            echo "$page"
        done | xargs -P "$jobs" -I {} tesseract {} {} -l vie >"$out/tesseract/log" 2>&1
        cat "$out/tesseract/$base"-*.pgm.txt >"$out/tesseract/$base.txt"
        rm "$out/tesseract/$base"-*
    done
}

# Seconds of processor time that the commands so far have taken.
cpu() {
    times >"$out/times"
    awk 'NR == 2 { split($1 "m" $2, t, /[ms]+/); print t[1] * 60 + t[2] + t[3] * 60 + t[4] }' "$out/times"
}

# timed NAME COMMAND...: runs it and prints its pages per minute, and the processor time that no other work on
# the machine disturbs.
timed() {
    name=$1
    shift
    start=$(date +%s.%N)
    cpu >"$out/before"
    "$@"
    seconds=$(echo "$(date +%s.%N) - $start" | bc)
    cpu >"$out/after"
    rate=$(echo "scale=1; $pages * 60 / $seconds" | bc)
    used=$(echo "scale=2; ($(cat "$out/after") - $(cat "$out/before")) / $pages" | bc)
    echo "$name: $rate pages a minute, $used s of processor a page ($pages pages, $jobs threads)"
}

rm -rf "$out/baocao" "$out/baocao-tesseract" "$out/baocao-own" "$out/tesseract" "$out/ocrmypdf" "$out/ocrmypdf-clean"
timed baocao "$program" -q -j "$jobs" run "$scans" --pdf --text-layer ignore -o "$out/baocao"
for readers in tesseract own; do
    timed "baocao-$readers" "$program" -q -j "$jobs" run "$scans" --text-layer ignore --readers $readers \
        -o "$out/baocao-$readers"
done
timed tesseract tesseract_alone
timed ocrmypdf ocrmypdf ocrmypdf
clean=--clean
command -v unpaper >/dev/null || { clean="" && echo "unpaper is missing: without --clean"; }
timed ocrmypdf-clean ocrmypdf ocrmypdf-clean --deskew --rotate-pages $clean
for name in baocao baocao-tesseract baocao-own; do
    echo "$name:"
    "$venv/bin/python" "$root/scripts/score-pages" "$out/$name" "$gold"
done
for name in tesseract ocrmypdf ocrmypdf-clean; do
    echo "$name:"
    "$venv/bin/python" "$root/scripts/score-pages" "$out/$name" "$gold" --text
done
if "$venv/bin/python" -c "import img2table" 2>/dev/null; then
    "$venv/bin/python" "$root/benches/table_peers.py" "$out/baocao" "$scans" "$gold"
fi
