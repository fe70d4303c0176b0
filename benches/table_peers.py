#!/usr/bin/env python3
"""Cells of tables found by baocao and by img2table with the same engine: table_peers.py RESULTS SCANS GOLD

RESULTS is what `baocao run SCANS -o RESULTS` wrote, SCANS a folder of PDFs. GOLD has NAME.json with `table` (rows of
texts), or NAME/gold.json with `tables` (each with `rows`). A cell counts as found if its text is alike but for blanks,
once for each time that it stands in the tables of the document. Needs img2table and tesseract.
"""
import collections, glob, json, os, re, sys
from img2table.document import PDF
from img2table.ocr import TesseractOCR


def plain(text):
    return re.sub(r"\s+", "", str(text or "")).strip(".;:,-").lower()


def gold_cells(folder, name):
    """The texts of the cells of a document; none where it has no tables."""
    for path in (f"{folder}/{name}.json", f"{folder}/{name}/gold.json"):
        if os.path.exists(path):
            gold = json.load(open(path, encoding="utf-8"))
            rows = gold.get("table") or [row for table in gold.get("tables") or [] for row in table["rows"]]
            return [cell for row in rows for cell in row]
    return []


def own_cells(results, name):
    path = next(iter(glob.glob(f"{glob.escape(results)}/documents/{glob.escape(name)}-????????/document.json")), None)
    document = json.load(open(path, encoding="utf-8")) if path else {}
    rows = [row for table in document.get("tables") or [] for row in table["rows"]]
    return [cell["text"] for row in rows for cell in row if not cell.get("header")]


def peer_cells(path, engine):
    found = PDF(path, detect_rotation=True).extract_tables(ocr=engine, implicit_rows=True, borderless_tables=True)
    cells = []
    for table in (table for tables in found.values() for table in tables):
        # A merged cell is one, though it stands in all its places.
        boxes = {(cell.bbox.x1, cell.bbox.y1): cell.value for row in table.content.values() for cell in row}
        cells += boxes.values()
    return cells


def main(results, scans, gold):
    engine = TesseractOCR(n_threads=1, lang="vie")
    counts = {"baocao": [0, 0], "img2table": [0, 0]}
    wanted = 0
    for path in sorted(glob.glob(scans + "/*.pdf")):
        name = os.path.splitext(os.path.basename(path))[0]
        right = collections.Counter(filter(None, map(plain, gold_cells(gold, name))))
        if not right:
            continue
        wanted += right.total()
        for who, cells in (("baocao", own_cells(results, name)), ("img2table", peer_cells(path, engine))):
            found = collections.Counter(filter(None, map(plain, cells)))
            counts[who][0] += (right & found).total()
            counts[who][1] += found.total()
    for who, (hit, found) in counts.items():
        print(f"{who:10} {hit} of {wanted} cells found, F1 {2 * hit / max(1, wanted + found):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:4])
