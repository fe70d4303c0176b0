"""Fonts that have the Vietnamese letters: those of the system, and those of `node_modules`."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

STYLES = {
    "regular": ["-Regular", "-regular", "_400Regular", ""],
    "italic": ["-Italic", "-italic", "Italic", "Oblique"],
    "bold": ["-Bold", "-bold", "Bold"],
    "bold italic": ["-BoldItalic", "-bolditalic", "BoldItalic", "BoldOblique"],
}


@lru_cache(maxsize=None)
def font_files():
    folders = ["/usr/share/fonts", "/usr/share/texmf/fonts", "node_modules/@expo-google-fonts"]
    return {p.stem: str(p) for f in folders for p in sorted(Path(f).rglob("*.[to]tf"))}


@lru_cache(maxsize=4000)
def font(name, style, size, layout=None):
    files = font_files()
    for suffix in STYLES[style]:
        if name + suffix in files:
            found = ImageFont.truetype(files[name + suffix], size, layout_engine=layout)
            return found if draws_vietnamese(found) else None
    return None


def draws_vietnamese(found):
    missing = bytes(found.getmask("\uffff"))
    return all(bytes(found.getmask(c)) != missing for c in "ốĐươ")
