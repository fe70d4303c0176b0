"""What is printed: pieces of running text, and cells, figures, numbers of documents and days as reports have them."""

import re
from pathlib import Path

from alphabet import CHARACTERS, LETTERS, canonical

PLACES = "Hà Nội|Đắk Nông|Kiên Giang|Cần Thơ|Thừa Thiên Huế|Đà Nẵng|Bà Rịa - Vũng Tàu|Quảng Ngãi|Vĩnh Phúc|Yên Bái|Cà Mau".split("|")
UNITS = (
    "%|%|%|ha|m2|m²|km|km2|tấn|tạ/ha|kg|triệu đồng|tỷ đồng|đồng|người|hộ|lượt người|hồ sơ|vụ|cơ sở|văn bản|trường|xã|cháu|đ|USD|"
    "°C|m³|lít|kWh|MW|km/h|ngày|tháng|năm|điểm|giờ|phút|đơn|con|cây|suất|căn|đoàn|cuộc|lớp|buổi|tin, bài"
).split("|")
LEADS = "đạt|bằng|tăng|giảm|chiếm|tổng số|có|gồm|trên|khoảng|được|còn|là|so với|ước đạt|với|cấp|thu|chi".split("|")
HEADS = "STT|TT|Số TT|Chỉ tiêu|Ghi chú|Đơn vị|ĐVT|Nội dung|Tổng|Tổng cộng|Cộng|KH|TH|Tỷ lệ (%)|Kế hoạch|Thực hiện|So sánh (%)|Năm".split("|")
TYPES = "QĐ|NQ|BC|KH|TB|CV|TTr|CT|HD|NĐ|TT|TTLT|CTr|QyĐ|GM|BB|ĐA|PA".split("|")
ISSUERS = (
    "UBND|HĐND|CP|BNV|BTC|BYT|BGDĐT|TTg|VP|SNV|STC|SYT|STTTT|SNN|SLĐTBXH|SGDĐT|SXD|SCT|STP|TU|TW|BTP|BKHĐT|VPCP|UBTVQH13|QH14|HU|ĐU|MTTQ|TTr|KSTT|NC|TH|KTTH|VX"
).split("|")

FAMILIES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Đoàn|Lâm|Mai|Trịnh|Cao|Lương|Tô|Tạ|Hà|Chu|"
    "Thái|Vương|Kiều|Triệu|Quách|Lưu|Từ|Nông|Hứa|Giang|Tống|Phùng|Châu|Văn|Quang|La|Thạch|Ninh|Khổng|Bạch|Mạc|Y|Điểu|Siu|H'|K'"
).split("|")
GIVEN = (
    "An|Ánh|Anh|Ân|Bảo|Bắc|Bình|Ban|Bích|Cảnh|Châu|Chi|Chiến|Chính|Chung|Công|Cường|Cúc|Danh|Dân|Diệp|Diễm|Diệu|Dung|Dũng|Duy|Dương|Đại|"
    "Đạt|Đăng|Điền|Định|Đông|Đồng|Đức|Em|Gấm|Giang|Hà|Hải|Hạnh|Hân|Hằng|Hậu|Hiền|Hiếu|Hiệp|Hoa|Hòa|Hoài|Hoan|Hoàng|Hồng|Huân|Huấn|Huệ|Hùng|Huy|"
    "Huyền|Hưng|Hương|Hường|Hữu|Kha|Khánh|Khải|Khang|Khoa|Khôi|Khuê|Kiên|Kiệt|Kim|Lan|Lành|Lâm|Lân|Liên|Linh|Loan|Long|Lộc|Lợi|Luân|Lực|Ly|"
    "Mai|Mạnh|Mẫn|Minh|Mỹ|My|Nam|Nga|Ngân|Nghĩa|Nghiệp|Ngọc|Nguyên|Nguyệt|Nhã|Nhàn|Nhân|Nhật|Nhi|Như|Nhung|Ninh|Oanh|Phát|Phi|Phong|Phú|Phúc|Phụng|"
    "Phước|Phương|Phượng|Quang|Quân|Quế|Quốc|Quy|Quý|Quyên|Quyền|Quỳnh|Sang|Sáng|Sâm|Sinh|Sơn|Sửu|Tài|Tâm|Tân|Tấn|Thạch|Thái|Thành|Thanh|Thảo|"
    "Thắng|Thăng|Thi|Thêm|Thiện|Thịnh|Thoa|Thọ|Thông|Thu|Thuận|Thủy|Thúy|Thư|Thức|Thương|Thường|Tiên|Tiến|Tiệp|Tín|Tình|Toàn|Toản|Trang|Trâm|Trí|Triết|"
    "Trinh|Trình|Trọng|Trúc|Trung|Trường|Tú|Tuân|Tuấn|Tuệ|Tùng|Tuyên|Tuyến|Tuyết|Tư|Tường|Uyên|Vân|Vinh|Vĩnh|Việt|Vũ|Vui|Vượng|Xuân|Yên|Yến"
).split("|")
MIDDLE = ["Văn", "Thị", "Hữu", "Đức", "Quốc", "Minh", "Thanh", "Xuân", "Ngọc", "Công", "Đình", "Quang", "Thành", "Hoàng"]


def pick(rng, choices):
    return choices[rng.integers(len(choices))]


def digits(rng, count):
    return "".join(map(str, rng.integers(0, 10, count)))


def whole(rng):
    """A number as reports print it: dots between thousands, more often small than great."""
    number = int(10 ** rng.uniform(0, rng.choice([2, 4, 7, 10], p=[0.35, 0.3, 0.25, 0.1])))
    text = str(number)
    if number >= 1000 and rng.random() < 0.85:
        text = f"{number:,}".replace(",", "." if rng.random() < 0.93 else pick(rng, [" ", ","]))
    elif number < 10 and rng.random() < 0.4:
        text = "0" + text
    return text


def figure(rng):
    text = whole(rng)
    if rng.random() < 0.45:
        text += ("," if rng.random() < 0.9 else ".") + digits(rng, int(rng.choice([1, 2, 3], p=[0.5, 0.4, 0.1])))
    kind = rng.random()
    if kind < 0.08:
        return pick(rng, "-+–") + pick(rng, ["", " "]) + text
    if kind < 0.14:
        return f"({text})"
    if kind < 0.2:
        return f"({pick(rng, '+-–')}{pick(rng, ['', ' '])}{text}%)"
    return text


def with_unit(rng):
    text = figure(rng) + pick(rng, [" ", " ", ""]) + pick(rng, UNITS)
    if rng.random() < 0.4:
        text = pick(rng, LEADS) + " " + text
    return text + pick(rng, ["", "", ",", ";", ".", ")"])


def ratio(rng):
    text = whole(rng) + pick(rng, ["/", "/", " / ", "-", " - "]) + whole(rng)
    return text + (" " + pick(rng, UNITS) if rng.random() < 0.5 else "")


def day(rng):
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1945, 2035))
    kind = rng.random()
    if kind < 0.45:
        mark = pick(rng, "///.-")
        two = rng.random() < 0.6
        text = f"{day:02}{mark}{month:02}{mark}{year}" if two else f"{day}{mark}{month}{mark}{year}"
    elif kind < 0.7:
        text = f"{day:02} tháng {month:02} năm {year}"
    elif kind < 0.85:
        text = f"{month:02}/{year}" if rng.random() < 0.5 else f"{month}/{year}"
    else:
        text = pick(rng, ["năm ", "quý II/", "Năm ", "giai đoạn 2016-", "QUÝ IV NĂM "]) + str(year)
    lead = pick(rng, ["", "", "ngày ", "Ngày ", pick(rng, PLACES) + ", ngày ", "tháng ", "từ ngày "])
    return lead + text + pick(rng, ["", "", ",", ";", ".", ")"])


def number_of_document(rng):
    serial = str(int(10 ** rng.uniform(0, 4)))
    serial = serial.zfill(2) if rng.random() < 0.8 else serial
    issuer = pick(rng, ISSUERS)
    kind, dash = rng.random(), pick(rng, ["-", "-", "-", "-", " - ", "–"])
    if kind < 0.25:
        text = f"{serial}/{rng.integers(1990, 2035)}/{pick(rng, TYPES)}{dash}{issuer}"
    elif kind < 0.85:
        text = f"{serial}/{pick(rng, TYPES)}{dash}{issuer}" + (f"{dash}{pick(rng, ISSUERS)}" if rng.random() < 0.2 else "")
    else:
        text = f"{serial}{dash}{pick(rng, TYPES)}/{issuer}"
    return pick(rng, ["", "", "Số: ", "số ", "Số ", "Quyết định số ", "(số ", "Kế hoạch "]) + text + pick(rng, ["", ",", ";", " ngày", ")"])


def label(rng):
    """What stands before a paragraph or in the first column."""
    n = int(rng.integers(1, 20))
    kind = rng.integers(7)
    roman = pick(rng, "I II III IV V VI VII VIII IX X XI XII".split())
    if kind == 0:
        return f"{n}" + pick(rng, [".", "", ")", "/", ".1", f".{rng.integers(1, 12)}", f".{rng.integers(1, 9)}.{rng.integers(1, 9)}."])
    if kind == 1:
        return roman + pick(rng, [".", "", "-", " -", "/"])
    if kind == 2:
        return pick(rng, "abcdđeghiklmnopqABCDĐ") + pick(rng, [")", ".", ""])
    if kind == 3:
        return pick(rng, HEADS)
    if kind == 4:
        return pick(rng, ["-", "+", "•", "x", "X", "*", "(*)", "0", "0,0", "-", "…", "…/…", "(1)", "(2)", "3=2/1", "(5=4/3)", "A", "B"])
    if kind == 5:
        return f"{pick(rng, ['Biểu số', 'Phụ lục', 'Mẫu số', 'Điều', 'Chương', 'Trang', 'Khoản', 'Đề án'])} {pick(rng, [str(n), f'{n:02}', roman])}" + pick(rng, ["", ".", ":"])
    return f"({n})" if rng.random() < 0.5 else str(rng.integers(1, 200))


def letters(rng):
    """Any letters, so that all of them are seen, and marks between them."""
    words = []
    for _ in range(rng.integers(1, 4)):
        word = "".join(pick(rng, LETTERS) for _ in range(rng.integers(1, 6)))
        words.append(pick(rng, [word, word.upper(), word.capitalize()]))
    text = pick(rng, [" ", " ", "-", "/", ", "]).join(words)
    return text + (pick(rng, CHARACTERS[1:]) if rng.random() < 0.5 else "")


def leader(rng):
    """Dots that lead to a word, or stand for one."""
    dots = pick(rng, [".", ".", "…"]) * int(rng.integers(4, 25))
    word = pick(rng, [*HEADS, *LEADS, "Họ và tên:", "Số:", "Chức vụ:", "ngày", "tháng"])
    return pick(rng, [word + " " + dots, word + dots, dots, dots + " " + word])


CELLS = [(figure, 0.42), (with_unit, 0.16), (ratio, 0.07), (day, 0.11), (number_of_document, 0.11), (label, 0.09), (letters, 0.03), (leader, 0.01)]


class Texts:
    """Paragraphs of a file, one a line; one in fifty is held out."""

    def __init__(self, path, held_out=False):
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        self.lines = [line for n, line in enumerate(lines) if (n % 50 == 0) == held_out]

    def piece(self, rng, longest, with_digits):
        """Whole words of a paragraph."""
        while True:
            line = pick(rng, self.lines)
            at = int(rng.integers(len(line)))
            if with_digits:
                found = re.compile(r"\d").search(line, at) or re.compile(r"\d").search(line)
                if not found:
                    continue
                at = max(0, found.start() - int(rng.integers(0, longest)))
            start = line.rfind(" ", 0, at) + 1
            length = max(1, int(longest * rng.uniform(0.15, 1)))
            end = line.rfind(" ", start, start + length + 1)
            end = end if end > start and start + length < len(line) else start + length
            text = canonical(line[start:end])
            if text:
                return text


def name(rng):
    """A person's."""
    between = [] if rng.random() < 0.1 else [pick(rng, MIDDLE if rng.random() < 0.5 else GIVEN)]
    between += [pick(rng, GIVEN)] if rng.random() < 0.25 else []
    return " ".join([pick(rng, FAMILIES), *between, pick(rng, GIVEN)])


def is_leader(text):
    return "...." in text or "……" in text


def text_of(rng, texts, longest):
    """A text to print, of about `longest` characters at most."""
    kind = rng.random()
    if kind < 0.42:
        names, shares = zip(*CELLS)
        text = names[rng.choice(len(names), p=shares)](rng)
    else:
        text = texts.piece(rng, longest, with_digits=kind < 0.6)
    how = rng.random()
    if how < 0.1:
        text = text.upper()
    elif how < 0.13:
        text = text.title()
    return text[: longest + 12].strip() or "-"


def what_is_read(text):
    """Dots that lead somewhere are one sign, however many."""
    return re.sub(r"[.…]{4,}|…{2,}", "…", text)
