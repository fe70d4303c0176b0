#!/bin/sh
# For paperless-ngx, as PAPERLESS_PRE_CONSUME_SCRIPT: a PDF gets its text before it is taken in, and with
# PAPERLESS_OCR_MODE=skip paperless keeps that text. Where baocao fails, paperless reads the PDF as usual.
set -eu
case $DOCUMENT_WORKING_PATH in
*.pdf | *.PDF) ;;
*) exit 0 ;;
esac
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
if baocao pdf "$DOCUMENT_WORKING_PATH" "$made/searchable.pdf"; then
    # The file stays the one that paperless has: only what it holds changes.
    cat "$made/searchable.pdf" >"$DOCUMENT_WORKING_PATH"
fi
