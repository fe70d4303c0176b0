#!/usr/bin/env python3
"""Pages with tables as reports have them, with what stands in which row and column: tables.py DEGRADE_DIR OUT COUNT SEED

Rules between rows are drawn, dotted, faint or missing; headings stand in one to three levels; labels wrap; some pages
are landscape. Writes OUT/NAME.pdf, OUT/gold/NAME/gold.json (`tables[]`: columns, rows) and gold.txt, a row a line.
Needs pillow, numpy, the fonts of Debian's fonts-croscore, and `degrade.py` (page image, profile, generator → page image, dpi) in
DEGRADE_DIR.
"""
import json, os, random, sys
import numpy as np
from PIL import Image, ImageDraw, ImageFont

DPI = 300
FONTS = "/usr/share/fonts/truetype/croscore/"
FAMILIES = {"Tinos": 5, "Arimo": 1}
ITEMS = """Thu nội địa|Thu từ khu vực doanh nghiệp nhà nước|Thuế giá trị gia tăng|Thuế thu nhập doanh nghiệp|Lệ phí trước bạ|
Thuế bảo vệ môi trường thu từ hàng hóa sản xuất trong nước|Thu tiền sử dụng đất|Thu khác ngân sách|Chi đầu tư phát triển|
Chi sự nghiệp giáo dục, đào tạo và dạy nghề|Chi sự nghiệp y tế|Chi quản lý hành chính, Đảng, đoàn thể|Dự phòng ngân sách|
Số hộ nghèo|Tỷ lệ hộ nghèo|Lao động được tạo việc làm mới|Diện tích gieo trồng cây lương thực có hạt|Sản lượng lúa cả năm|
Đàn trâu, bò|Số trường học đạt chuẩn quốc gia|Tỷ lệ người dân tham gia bảo hiểm y tế|Hồ sơ tiếp nhận trực tuyến|
Hồ sơ giải quyết trước hạn|Văn bản quy phạm pháp luật được rà soát|Đơn thư khiếu nại, tố cáo|Vụ việc hòa giải thành|
Xã đạt chuẩn nông thôn mới|Chợ hạng ba|Cơ sở sản xuất, kinh doanh thực phẩm được cấp giấy chứng nhận|Kinh phí khoa học công nghệ|
Huyện Cư Jút|Huyện Krông Nô|Thị xã Gia Nghĩa|Văn phòng Sở|Trường Trung học phổ thông|Trung tâm Y tế huyện|Bệnh viện đa khoa tỉnh|
Kinh phí nhiệm vụ thường xuyên|Kinh phí nhiệm vụ không thường xuyên|Quỹ tiền lương|Mua sắm, sửa chữa tài sản cố định""".replace("\n", "").split("|")
HEADINGS = ["Dự toán năm", "Thực hiện 6 tháng", "Ước thực hiện quý II", "Cùng kỳ năm trước", "Kế hoạch", "Lũy kế", "Tổng số", "Ngân sách tỉnh", "Ngân sách huyện", "Trong tháng", "So với kế hoạch (%)", "Tăng, giảm"]
GROUPS = ["Trong đó", "Năm 2018", "Năm 2019", "Thực hiện", "Chia ra", "So sánh (%)"]


class Page:
    """A white page to draw on, in points."""

    def __init__(self, landscape, family, size):
        width, height = (842, 595) if landscape else (595, 842)
        self.width, self.height, self.family, self.size = width, height, family, size
        self.image = Image.new("L", (self.px(width), self.px(height)), 255)
        self.draw = ImageDraw.Draw(self.image)

    def px(self, points):
        return round(points * DPI / 72)

    def font(self, style="Regular", size=None):
        return ImageFont.truetype(f"{FONTS}{self.family}-{style}.ttf", self.px(size or self.size))

    def wrap(self, text, width, style):
        font, lines = self.font(style), [""]
        for word in text.split():
            longer = (lines[-1] + " " + word).strip()
            if lines[-1] and font.getlength(longer) > self.px(width):
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def text(self, x, y, text, style, align="left", width=0):
        font = self.font(style)
        free = self.px(width) - font.getlength(text)
        shift = {"left": 0, "center": free / 2, "right": free}[align]
        self.draw.text((self.px(x) + shift, self.px(y)), text, font=font, fill=0)

    def rule(self, x0, y0, x1, y1, kind):
        if kind == "none":
            return
        x0, y0, x1, y1 = map(self.px, (x0, y0, x1, y1))
        weight = 2 if kind in ("faint", "hair") else 3
        fill = {"faint": 150}.get(kind, 0)
        if kind in ("dotted", "dashed"):
            on, off = (3, 6) if kind == "dotted" else (14, 10)
            length = max(x1 - x0, y1 - y0)
            for at in range(0, length, on + off):
                end = min(at + on, length)
                box = (x0 + at, y0, x0 + end, y0 + weight - 1) if y0 == y1 else (x0, y0 + at, x0 + weight - 1, y0 + end)
                self.draw.rectangle(box, fill=fill)
        else:
            self.draw.line((x0, y0, x1, y1), fill=fill, width=weight)


def figure(rng, kind):
    """A figure of a column; some are missing."""
    if rng.random() < 0.1:
        return rng.choice(["", "-", "0"])
    sign = "-" if kind == "change" and rng.random() < 0.4 else ""
    if kind == "percent":
        return f"{rng.uniform(3, 180):.{rng.choice([1, 2])}f}".replace(".", ",")
    if kind == "decimal":
        whole, rest = f"{rng.uniform(1, 90000):,.1f}".split(".")
        return sign + whole.replace(",", ".") + "," + rest
    return sign + f"{round(10 ** rng.uniform(0.3, 6)):,}".replace(",", ".")


def heads(rng, count):
    """Names of figure columns, and the merged headings over them: (first, last, name) by level."""
    names = rng.sample(HEADINGS, count)
    groups, at = [], rng.randint(0, 1)
    while at + 1 < count and rng.random() < 0.7:
        last = min(at + rng.randint(1, 2), count - 1)
        groups.append((at, last, rng.choice(GROUPS)))
        at = last + 1 + rng.randint(0, 1)
    over = []
    if len(groups) >= 2 and groups[0][1] + 1 == groups[1][0] and rng.random() < 0.6:
        over = [(groups[0][0], groups[1][1], "Tổng hợp các nguồn")]
    return names, groups, over


def table(rng, page, y, rules):
    """Draws a table from y down; its gold."""
    count = rng.randint(3, 7 if page.width > 700 else 4)
    names, groups, over = heads(rng, count)
    left, right = 45, page.width - 40
    widths = [28, 0] + [rng.uniform(52, 66)] * count
    widths[1] = min(right - left - sum(widths), rng.uniform(110, 260))
    left += (right - left - sum(widths)) / 2 * rng.random()
    right = left + sum(widths)
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    line, pad = page.size * 1.16, rng.uniform(1.5, 4)
    levels = [level for level in (over, groups) if level] + [[]]
    wrapped = [page.wrap(name, widths[2 + i] - 6, "Bold") for i, name in enumerate(names)]
    heights = [line * 1.6] * (len(levels) - 1) + [line * max(map(len, wrapped)) + 2 * pad]
    tops = [y]
    for height in heights:
        tops.append(tops[-1] + height)
    foot = tops[-1]
    covered = [0] * count
    for level, groups_here in enumerate(levels[:-1]):
        for first, last, name in groups_here:
            page.text(edges[2 + first], tops[level] + pad, name, "Bold", "center", edges[3 + last] - edges[2 + first])
            page.rule(edges[2 + first], tops[level + 1], edges[3 + last], tops[level + 1], rules["head"])
            if level:
                page.rule(edges[2 + first], tops[level], edges[3 + last], tops[level], rules["head"])
            for i in range(first, last + 1):
                covered[i] = level + 1

    def centred(column, top, lines, style="Bold"):
        start = top + (foot - top - line * len(lines)) / 2
        for i, text in enumerate(lines):
            page.text(edges[column], start + i * line, text, style, "center", widths[column])

    centred(0, y, ["TT"])
    centred(1, y, ["Chỉ tiêu"])
    for i, lines in enumerate(wrapped):
        centred(2 + i, tops[covered[i]], lines)
    numbers = [str(i + 1) for i in range(count + 2)] if rng.random() < 0.4 else None
    at = foot
    rows, kinds = [], [rng.choice(["percent" if "%" in name else "change" if name.startswith("Tăng") else kind]) for name in names for kind in [rng.choice(["count", "decimal"])]]
    row_tops = [foot]
    if numbers:
        for i, text in enumerate(numbers):
            page.text(edges[i], at + 1, text, "Italic", "center", widths[i])
        at += line + 2
        row_tops.append(at)
    lowest = rng.choice(["centre", "bottom", "top"])
    for number, label in enumerate(rng.sample(ITEMS, rng.randint(8, 20)), 1):
        style = "Bold" if rng.random() < 0.15 else "Italic" if rng.random() < 0.1 else "Regular"
        lines = page.wrap(label, widths[1] - 6, style)
        height = line * len(lines) + 2 * pad
        if at + height > page.height - 50:
            break
        values = [figure(rng, kind) for kind in kinds]
        for i, text in enumerate(lines):
            page.text(edges[1] + 3, at + pad + i * line, text, style)
        slack = line * (len(lines) - 1)
        middle = at + pad + {"centre": slack / 2, "bottom": slack, "top": 0}[lowest]
        page.text(edges[0], middle, str(number), style, "center", widths[0])
        for i, text in enumerate(values):
            page.text(edges[2 + i] + 2, middle, text, style, rules["align"], widths[2 + i] - 5)
        at += height
        row_tops.append(at)
        rows.append([str(number), label, *values])
    for top in row_tops[1:-1]:
        page.rule(left, top, right, top, rules["row"] if not numbers or top != row_tops[1] else rules["head"])
    for top in (y, foot, row_tops[-1]):
        page.rule(left, top, right, top, rules["frame"])
    for column, x in enumerate(edges):
        outer = column in (0, len(edges) - 1)
        inner = 0 if column < 3 else next((level + 1 for level, here in reversed(list(enumerate(levels[:-1]))) for f, l, _ in here if f < column - 2 <= l), 0)
        page.rule(x, tops[inner], x, foot, rules["column"] if rules["column"] == "none" else rules["head"])
        page.rule(x, foot, x, row_tops[-1], rules["column"] if not outer else rules["side"])
    columns = ["TT", "Chỉ tiêu"]
    for i, name in enumerate(names):
        above = [g for level in levels[:-1] for f, l, g in level if f <= i <= l]
        columns.append(" ".join([*above, name]))
    return dict(columns=columns, rows=rows, unit="triệu đồng", page=1, column_numbers=numbers), row_tops[-1]


def styles(rng):
    row = rng.choice(["solid", "dotted", "dotted", "faint", "none", "none", "dashed"])
    bare = row == "none" and rng.random() < 0.4
    column = "none" if bare else rng.choice(["solid", "solid", "solid", "faint" if row != "none" else "solid"])
    return dict(row=row, column=column, side=column, frame="solid", head="solid", align=rng.choice(["right", "right", "center"]))


def main(degrade_dir, out, count, seed):
    sys.path.insert(0, degrade_dir)
    from degrade import degrade
    for index in range(count):
        rng = random.Random(f"{seed}/{index}")
        rules = styles(rng)
        family = rng.choices(list(FAMILIES), FAMILIES.values())[0]
        page = Page(rng.random() < 0.5, family, rng.choice([8, 9, 10, 11, 12]))
        page.text(45, 40, "PHỤ LỤC", "Bold", "center", page.width - 85)
        page.text(45, 40 + 1.3 * page.size, "Tình hình thực hiện các chỉ tiêu kinh tế - xã hội", "Bold", "center", page.width - 85)
        page.text(45, 40 + 2.8 * page.size, "Đơn vị tính: Triệu đồng", "Italic", "right", page.width - 85)
        gold, end = table(rng, page, 40 + 4.4 * page.size, rules)
        profile = rng.choice(["office", "office200", "office200", "faxed", "photocopy"])
        image, dpi = degrade(page.image, profile, np.random.default_rng(seed * 1000 + index))
        name = f"{index:02d}-{rules['row']}-{rules['column']}-{profile}"
        os.makedirs(f"{out}/gold/{name}", exist_ok=True)
        image.convert("L").save(f"{out}/{name}.pdf", resolution=dpi, quality=85)
        json.dump(dict(tables=[gold]), open(f"{out}/gold/{name}/gold.json", "w"), ensure_ascii=False)
        lines = ["PHỤ LỤC", "Tình hình thực hiện các chỉ tiêu kinh tế - xã hội", "Đơn vị tính: Triệu đồng"]
        lines += ["  ".join(x for x in row if x) for row in gold["rows"]]
        open(f"{out}/gold/{name}/gold.txt", "w").write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
