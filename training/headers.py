"""Synthetic headers of documents with written numbers and days, for tests and measuring.

    python headers.py MNIST_FOLDER OUT_FOLDER COUNT [SEED]
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter

from digits import Mnist, Writer
from lines import font, paste, pick, serial

DPI = 200
POINT = DPI / 72
AGENCIES = [
    ("ỦY BAN NHÂN DÂN", "HUYỆN LONG HỒ", "UBND", "Long Hồ"),
    ("UBND TỈNH TRÀ VINH", "SỞ TÀI CHÍNH", "STC", "Trà Vinh"),
    ("UBND TỈNH BÌNH PHƯỚC", "SỞ Y TẾ", "SYT", "Bình Phước"),
    ("HỘI ĐỒNG NHÂN DÂN", "TỈNH SƠN LA", "HĐND", "Sơn La"),
]
TYPES = [("BC", "BÁO CÁO"), ("KH", "KẾ HOẠCH"), ("QĐ", "QUYẾT ĐỊNH"), ("TB", "THÔNG BÁO")]


class Page:
    def __init__(self, writer, rng):
        self.writer, self.rng = writer, rng
        self.image = Image.new("L", (1654, 620), 255)
        self.draw = ImageDraw.Draw(self.image)
        self.hand = np.zeros((620, 1654), np.float32)

    def line(self, middle, y, parts, style):
        """Print and (in tuples) written digits, about `middle`."""
        type_ = font("Tinos", style, int(13 * POINT))
        height = 9 * POINT * self.rng.uniform(1.0, 1.3)
        parts = [trimmed(self.writer.write(part[0], height)) if isinstance(part, tuple) else part for part in parts]
        x = middle - sum(type_.getlength(part) if isinstance(part, str) else part.shape[1] + 8 for part in parts) / 2
        for part in parts:
            if isinstance(part, str):
                self.draw.text((x, y), part, 0, type_, anchor="ls")
                x += type_.getlength(part)
            else:
                paste(self.hand, part, int(x) + 4, int(y - part.shape[0] + 5))
                x += part.shape[1] + 8

    def scanned(self):
        levels = np.minimum(np.asarray(self.image, np.float32), 255 - 190 * self.hand)
        levels = gaussian_filter(levels, 0.6) + self.rng.normal(0, 3, levels.shape)
        return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


def trimmed(ink):
    """Without the empty columns at its right."""
    return ink[:, : np.flatnonzero(ink.max(0) > 0.1).max() + 1]


def head(mnist, rng):
    """A page and its label."""
    above, name, issuer, place = pick(rng, AGENCIES)
    kind, title = pick(rng, TYPES)
    page = Page(Writer(mnist, rng), rng)
    number, day, month, year = serial(rng), int(rng.integers(1, 29)), int(rng.integers(1, 13)), int(rng.integers(2005, 2025))
    page.line(430, 120, [above], "regular")
    page.line(430, 155, [name], "bold")
    page.line(1180, 120, ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], "bold")
    page.line(1180, 155, ["Độc lập - Tự do - Hạnh phúc"], "bold")
    page.line(430, 240, ["Số:", (number,), f"/{kind}-{issuer}"], "regular")
    page.line(1180, 240, [f"{place}, ngày", (f"{day:02}",), f"tháng {month} năm {year}"], "italic")
    page.line(827, 340, [title], "bold")
    page.line(827, 380, ["Kết quả công tác và phương hướng nhiệm vụ"], "bold")
    page.line(827, 480, ["Thực hiện chương trình công tác, đơn vị báo cáo kết quả như sau:"], "regular")
    return page.scanned(), f"{number}/{kind}-{issuer}\t{year}-{month:02}-{day:02}"


def main():
    folder, out, count, *seed = sys.argv[1:]
    mnist, rng = Mnist(folder, "t10k"), np.random.default_rng(int(seed[0]) if seed else 0)
    rows = ["file\tnumber\tdate"]
    for n in range(int(count)):
        image, label = head(mnist, rng)
        image.save(Path(out) / f"s{n:03}.jpg", quality=60, dpi=(DPI, DPI))
        rows.append(f"s{n:03}.jpg\t{label}")
    (Path(out) / "labels.tsv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
