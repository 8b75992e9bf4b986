"""Tables as files that a spreadsheet opens without running anything in them.

A cell that begins like a formula is a formula to Excel and LibreOffice (OWASP, "CSV injection"). In CSV such a cell
gets an apostrophe; in XLSX every text is written as text. Rows are written one after the other and never kept.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Also the wide forms, which Excel reads as the narrow ones.
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_CELL = 32_767  # what Excel reads

Row = Sequence[Any]


def safe(value: Any) -> Any:
    """A value for CSV: numbers as they are, text that looks like a formula with an apostrophe before it."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if _FORMULA.match(value) else value


def csv_response(name: str, rows: Iterable[Row]) -> StreamingHttpResponse:
    """A CSV file, sent while it is written; with the mark by which Excel knows that it is UTF-8."""
    response = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    return _as_file(response, f"{name}.csv")


def _csv(rows: Iterable[Row]) -> Iterator[str]:
    class Echo:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe(_plain(value)) for value in row])


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else value


def xlsx_response(name: str, sheets: Sequence[tuple[str, Sequence[int], Iterable[Row]]]) -> FileResponse:
    """An XLSX file of sheets: title, widths of the columns, rows, of which the first is the heading."""
    book = Workbook(write_only=True)
    for title, widths, rows in sheets:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
        sheet.freeze_panes = "A2"
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        for number, row in enumerate(rows):
            sheet.append([_cell(sheet, value, is_heading=number == 0) for value in row])
    # Without a name: gone with the process, whatever happens. The response closes it.
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    return _as_file(response, f"{name}.xlsx")


def _cell(sheet: Any, value: Any, is_heading: bool) -> WriteOnlyCell:
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)
    if value is not None and not isinstance(value, int | float | dt.date):
        value = _UNPRINTABLE.sub("", str(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def _as_file(response: Any, name: str) -> Any:
    ascii_name = name.encode("ascii", "ignore").decode() or "file"
    response["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
