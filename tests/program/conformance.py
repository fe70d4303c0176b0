"""Whether what was written keeps the rules of its formats, judged by others: ALTO, METS and PREMIS against their
schemas, the bag by bagit, hOCR by the rules of hocr-check, PDF/A by the rules of ISO 19005 that pikepdf can see.

conformance.py BAG SCHEMAS: names what breaks a rule, and ends with 1 if anything does.
"""

import re
import sys
from itertools import combinations
from pathlib import Path

import bagit
import pikepdf
from lxml import etree

XLINK = "http://www.loc.gov/standards/xlink/xlink.xsd"


def schema(path):
    """A schema whose import of XLink is the file beside it."""

    class Beside(etree.Resolver):
        def resolve(self, url, _, context):
            return self.resolve_filename(str(path.parent / "xlink.xsd"), context) if url == XLINK else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(str(path), parser))


def xml(path, rules):
    document = etree.parse(str(path))
    return [] if rules.validate(document) else [str(rules.error_log.last_error)]


def overlap(a, b):
    """Share of the larger of two boxes that they have in common, as hocr-check measures it."""
    area = lambda box: max(0, box[2] - box[0]) * max(0, box[3] - box[1])
    common = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
    return area(common) / max(area(a), area(b), 1)


def hocr(path):
    """hocr-check compares lines with those of all pages; here pages are looked at one by one."""
    root = etree.parse(str(path)).getroot()
    found = lambda name, under=root: under.xpath(f"descendant::*[@class='{name}']")
    metas = {meta.get("name") for meta in root.iter("{*}meta")}
    faults = [f"no meta {name}" for name in ("ocr-system", "ocr-capabilities") if name not in metas]
    pages = found("ocr_page")
    for name in ("ocr_carea", "ocr_line"):
        if len(found(name)) != sum(len(found(name, page)) for page in pages):
            faults.append(f"{name} outside a page")
        for page in pages:
            titles = [element.get("title") for element in found(name, page)]
            boxes = [tuple(map(int, re.search(r"bbox (\d+) (\d+) (\d+) (\d+)", title).groups())) for title in titles]
            faults += [f"{name}: {a} and {b} overlap" for a, b in combinations(boxes, 2) if overlap(a, b) > 0.2]
    return faults


def fonts(pdf):
    """All fonts, and whether the program of each is in the file."""
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Font" and obj.get("/Subtype") != "/Type0":
            descriptor = obj.get("/FontDescriptor", {})
            yield obj, obj.get("/Subtype") == "/Type3" or any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))


def pdf_a(path):
    with pikepdf.open(path) as pdf:
        faults = list(pdf.check_pdf_syntax() if hasattr(pdf, "check_pdf_syntax") else pdf.check())
        with pdf.open_metadata() as metadata:
            if metadata.pdfa_status not in ("2B", "2U", "3B", "3U"):
                faults.append(f"claims no PDF/A: {metadata.pdfa_status!r}")
        head = path.read_bytes()[:64].split(b"\n")
        rules = {
            "no comment of bytes above 127 behind the head": len(head) > 1 and head[1][:1] == b"%" and min(head[1][1:5]) > 127,
            "encrypted": not pdf.is_encrypted,
            "no ID": "/ID" in pdf.trailer,
            "no intent with a profile": any("/DestOutputProfile" in intent for intent in pdf.Root.get("/OutputIntents", [])),
            "metadata are packed": "/Filter" not in pdf.Root.Metadata,
            "actions": "/AA" not in pdf.Root and "/JavaScript" not in pdf.Root.get("/Names", {}),
            "optional content without a name": "/OCProperties" not in pdf.Root or "/Name" in pdf.Root.OCProperties.D,
        }
        faults += [why for why, holds in rules.items() if not holds]
        faults += [f"font {font.get('/BaseFont')} is not in the file" for font, whole in fonts(pdf) if not whole]
        for obj in pdf.objects:
            if isinstance(obj, pikepdf.Stream):
                names = str(obj.get("/Filter", ""))
                faults += [f"a stream has {bad}" for bad in ("/LZWDecode", "/Crypt") if bad in names]
                faults += [f"a stream has {key}" for key in ("/F", "/FFilter", "/PS", "/Alternates", "/OPI") if key in obj]
            elif isinstance(obj, pikepdf.Dictionary) and obj.get("/S") in ("/Launch", "/JavaScript", "/Sound", "/Movie"):
                faults.append(f"an action {obj.S}")
        return faults


def main(bag, schemas):
    results = bag / "data"
    alto, mets, premis = (schema(schemas / f"{name}.xsd") for name in ("alto-4-4", "mets-1.12.1", "premis-3.0"))
    checks = [(path, xml(path, alto)) for path in results.rglob("alto.xml")]
    checks += [(path, hocr(path)) for path in results.rglob("page.hocr")]
    checks += [(path, pdf_a(path)) for path in results.rglob("searchable.pdf")]
    checks += [(results / name, xml(results / name, rules)) for name, rules in (("mets.xml", mets), ("premis.xml", premis))]
    try:
        bagit.Bag(str(bag)).validate()
        checks.append((bag, []))
    except bagit.BagError as error:
        checks.append((bag, [str(error)]))
    faults = [f"{path}: {fault}" for path, all in checks for fault in all]
    print(f"{len(checks)} files", *faults, sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
