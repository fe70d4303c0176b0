"""The scripts of `examples/python`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_a_series_becomes_a_chart(fixtures: Path, tmp_path: Path) -> None:
    for month in (1, 2, 3):
        text = (
            f"UBND TỈNH TRÀ VINH\nSố: {month}/BC-UBND\nTrà Vinh, ngày 28 tháng {month:02} năm 2023\nBÁO CÁO\n"
            f"Kết quả công tác tháng {month:02} năm 2023\nTrong tháng {month:02} năm 2023 đã tiếp nhận {month * 100} hồ sơ.\n"
        )
        (tmp_path / f"{month}.txt").write_text(text, encoding="utf-8")
    chart = tmp_path / "chart.svg"
    script = fixtures.parent / "examples" / "python" / "series.py"
    subprocess.run([sys.executable, script, tmp_path, "hồ sơ", chart], check=True, capture_output=True)
    drawn = chart.read_text(encoding="utf-8")
    for month, value in [("2023-01", ">100<"), ("2023-02", ">200<"), ("2023-03", ">300<")]:
        assert month in drawn and value in drawn
