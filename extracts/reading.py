"""A delivered file to tables of its cells, strictly: bytes, encoding, header, rows, manifest.

Belongs here: everything that makes a file unfit as a whole. Doesn't belong here: what a cell means (cells) and what a
row is (landing). It reads in blocks that end where a row ends, so that memory doesn't grow with the file.
"""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from extracts.declaration import Extract
from extracts.deliveries import Delivery
from extracts.errors import Problem, Quarantined
from extracts.limits import LANDING
from extracts.manifest import Manifest
from extracts.minimisation import is_number_heading

BLOCK = 16 << 20  # bytes read at a time
BINARY = (  # how archives and office, database and PDF files start
    *(b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"),
    *(b"%PDF", b"SQLite format 3", b"\xd0\xcf\x11\xe0"),
)
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
OTHER_ENCODINGS = ("euc_jp", "iso2022_jp")  # told apart from a wrong header, never read
NOT_CP932 = "\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3"  # Python's cp932 lets these bytes pass; no department's file has them


class Reading:
    """One file being read: `tables()` yields its rows; when they are exhausted, the figures say what was read."""

    def __init__(self, extract: Extract, delivery: Delivery) -> None:
        self.extract, self.delivery = extract, delivery
        self.encoding = ""
        self.rows = 0
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def quarantine(self, *problems: Problem) -> Quarantined:
        return Quarantined(self.extract.name, self.delivery.reference_date, list(problems))

    def tables(self) -> Iterator[pa.Table]:
        """The file's rows: `line` (1 = header) and every declared column by field name, as text, empty cells NULL.

        Raises Quarantined at the first fault. The manifest's row count and checksum are judged at the file's end: keep
        nothing of it before the iterator is exhausted.
        """
        if self.delivery.size > LANDING.value("max_bytes", self.delivery.reference_date):
            raise self.quarantine(Problem("oversize"))
        manifests = [Manifest.read(path, self.quarantine) for path in self.delivery.manifests]
        with self.delivery.path.open("rb") as file:
            self._skip_start(file)
            for block, lines in self._blocks(file, whole=bool(manifests)):
                rows, numbers = (block, lines) if self.encoding else self._below_header(block, lines)
                if rows:
                    yield self._table(rows, numbers)
        if self.sha256 != self.delivery.sha256:
            raise self.quarantine(Problem("changed"))
        if not self.encoding:
            raise self.quarantine(Problem("empty_file"))
        found = Manifest(rows=self.rows, sha256=self.sha256, reference_date=self.delivery.reference_date)
        problems = [problem for manifest in manifests for problem in manifest.against(found)]
        if problems:
            raise self.quarantine(*problems)

    def _skip_start(self, file: BinaryIO) -> None:
        """Refuses what starts like another kind of file, and steps over a byte order mark."""
        start = file.read(16)
        if start.startswith(UTF16):
            raise self.quarantine(Problem("unknown_encoding", 1))
        if start.startswith(BINARY):
            raise self.quarantine(Problem("not_csv"))
        self._bom = start.startswith(codecs.BOM_UTF8)
        file.seek(0)
        if self._bom:
            self._hash.update(file.read(len(codecs.BOM_UTF8)))

    def _blocks(self, file: BinaryIO, whole: bool) -> Iterator[tuple[bytes, NDArray[np.int64]]]:
        """Blocks of whole rows, with the number of the line on which each row starts.

        `whole`: a manifest vouches for the end of the file, so that its last row needs no line end.
        """
        longest = LANDING.value("max_row_bytes", self.delivery.reference_date)
        rest, line = b"", 1
        while piece := file.read(BLOCK):
            self._hash.update(piece)
            if (position := piece.find(b"\0")) >= 0:
                raise self.quarantine(Problem("nul_byte", line + (rest + piece[:position]).count(b"\n")))
            rest += piece
            ends, breaks = _row_ends(rest)
            if ends.size:
                yield rest[: ends[-1] + 1], line + np.concatenate([[0], breaks[:-1] + 1])
                rest, line = rest[ends[-1] + 1 :], line + int(breaks[-1]) + 1
            if len(rest) > longest:
                raise self.quarantine(Problem("unbalanced_quote", line))
        if rest.count(b'"') % 2:
            raise self.quarantine(Problem("unbalanced_quote", line))
        if rest and not whole:
            raise self.quarantine(Problem("truncated", line))
        if rest:
            yield rest, np.array([line])

    def _below_header(self, block: bytes, lines: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
        """Judges the header, settles the encoding by it, and gives what stands below."""
        ends, _ = _row_ends(block)
        end = int(ends[0]) + 1 if ends.size else len(block)
        header = block[:end]
        declared = {column.heading for column in self.extract.columns}
        found = {name: _headings(header, name) for name in ("utf-8", "cp932", *OTHER_ENCODINGS)}
        readable = [name for name in ("utf-8", "cp932") if found[name]]
        known = [name for name, headings in found.items() if declared & set(headings)]
        if not readable or (known and known[0] in OTHER_ENCODINGS):
            raise self.quarantine(Problem("unknown_encoding", 1))
        encoding = known[0] if known else readable[0]
        if problems := self._against_declaration(found[encoding]):
            raise self.quarantine(*problems)
        self.encoding = "utf-8-sig" if self._bom else encoding
        return block[end:], lines[1:]

    def _against_declaration(self, headings: list[str]) -> list[Problem]:
        """What is wrong with a header. A heading that isn't declared is shown by its place: it might be somebody's name."""
        declared = [column.heading for column in self.extract.columns]
        if headings == declared:
            return []
        problems = [Problem("missing_column", 1, heading) for heading in declared if heading not in headings]
        for place, heading in enumerate(headings, 1):
            if is_number_heading(heading):
                problems.append(Problem("my_number", 1, f"#{place}"))
            elif heading not in declared or heading in headings[: place - 1]:
                problems.append(Problem("unknown_column", 1, f"#{place}"))
        moved = next((heading for heading, at in zip(declared, headings, strict=False) if heading != at), None)
        return problems or [Problem("column_order", 1, moved)]

    def _table(self, rows: bytes, lines: NDArray[np.int64]) -> pa.Table:
        text = self._decoded(rows, int(lines[0]))
        wrong: list[int] = []

        def remember(row: arrow_csv.InvalidRow) -> str:
            wrong.append(row.number or 1)
            return "skip"

        try:
            table = arrow_csv.read_csv(
                pa.py_buffer(text),
                read_options=arrow_csv.ReadOptions(
                    column_names=list(self.extract.fields), use_threads=False, block_size=len(text) + 1
                ),
                parse_options=arrow_csv.ParseOptions(
                    newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=remember
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(self.extract.fields, pa.string()),
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=True,
                    check_utf8=False,
                ),
            )
        except pa.ArrowInvalid:  # its text shows the row
            raise self.quarantine(Problem("unreadable", int(lines[0]))) from None
        if table.num_rows + len(wrong) != len(lines):
            raise self.quarantine(Problem("line_ends", int(lines[0])))
        if wrong:
            raise self.quarantine(Problem("arity", int(lines[wrong[0] - 1])))
        self.rows += table.num_rows
        return table.append_column("line", pa.array(lines, pa.int32()))

    def _decoded(self, rows: bytes, line: int) -> bytes:
        """The rows as UTF-8. Raises Quarantined, with its line, at a byte that the file's encoding doesn't have."""
        try:
            if self.encoding != "cp932":
                rows.decode("utf-8")
                return rows
            text = rows.decode("cp932")
        except UnicodeDecodeError as fault:
            raise self.quarantine(Problem("unknown_encoding", line + rows[: fault.start].count(b"\n"))) from None
        if stray := [text.find(character) for character in NOT_CP932 if character in text]:
            raise self.quarantine(Problem("unknown_encoding", line + text[: min(stray)].count("\n")))
        return text.encode()


def _row_ends(block: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where rows end: the positions of the line ends that stand outside quotes, and their numbers among all line ends.

    Quote, line feed and comma are no trailing byte of any character in the accepted encodings, so bytes will do.
    """
    data = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    outside = np.searchsorted(np.flatnonzero(data == ord('"')), ends) % 2 == 0
    return ends[outside], np.flatnonzero(outside)


def _headings(header: bytes, encoding: str) -> list[str]:
    """The headings of a header row, or none where it isn't in that encoding."""
    try:
        return next(csv.reader([header.decode(encoding).rstrip("\r\n")], strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        return []
