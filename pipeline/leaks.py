"""The leak guard: whether anything that a run lets people read names somebody on file. A hit holds the publication.

Read are the reports, the gate's results, the seals, the manifest, whatever else the run's workshop holds, and its logs;
not the sealed databases, whose matter names are. Looked for are the full names, numbers, telephone numbers and full
addresses of the landed tables. Belongs here: what counts as a hit. What a person is called elsewhere is linkage's matter.

A hit must be worth a held run, so what can't be told from ordinary words or figures isn't looked for (`forms`): a name of
two letters without its blank, single words in Latin letters, a number under seven characters, one that is a date.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import ahocorasick
import duckdb
import pyarrow as pa

from extracts.database import attach
from extracts.declaration import EXTRACTS, Extract
from pipeline import files
from pipeline.errors import Held
from pipeline.inputs import CODE, ROOMS
from pipeline.run import Run

KINDS = {
    "name": ("氏名", "a full name"),
    "address": ("住所", "a full address"),
    "number": ("番号", "a person's or record's number"),
    "phone": ("電話番号", "a telephone number"),
}
SHORTEST_NUMBER = 7  # characters; below, a number is a count like any other
SHORTEST_ADDRESS = 8  # letters, a digit among them: to the number of the house
GRAM = 3
DATE = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
TOKEN = re.compile(r"[0-9A-Za-z]+(?:[-|#][0-9A-Za-z]+)*")
PHONE = re.compile(r"(?<![0-9A-Za-z])0\d{1,4}[-‐−ー()\s]{0,2}\d{1,4}[-‐−ー()\s]{0,2}\d{3,4}(?![0-9A-Za-z])")
SHIPPED = (".html", ".yaml", ".css", ".json", ".py")
TOLD = (
    "公開を止めました。この実行の結果は使えません。このファイルを作った処理を直してから、もう一度実行してください。",
    "Publication is held. Correct what wrote this file, then run again.",
)


def hold(run: Run, manifest: str, logs: Iterable[Path] = ()) -> None:
    """Raises Held with each file that names somebody, and the kinds of values; never a value. `manifest` is its text."""
    texts = {"manifest.json": manifest, **dict(readable(run.workshop, logs))}
    found = hits(run.folder, texts)
    if found:
        raise Held(
            *(
                f"{name}: {'・'.join(KINDS[kind][0] for kind in sorted(kinds))}が読める形で含まれています。{TOLD[0]}"
                f" / holds {', '.join(KINDS[kind][1] for kind in sorted(kinds))}. {TOLD[1]}"
                for name, kinds in sorted(found.items())
            )
        )


def readable(workshop: Path, logs: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Every file that can be read without opening a database: its name and its text."""
    for root in (workshop, *logs):
        for path in files.within(root):
            if path.suffix != ".duckdb":
                yield str(path.relative_to(root.parent)), path.read_text(encoding="utf-8", errors="replace")


def hits(run: Path, texts: dict[str, str]) -> dict[str, set[str]]:
    """Of each text that names somebody of the run: the kinds of values in it."""
    said = {name: plain(name, text) for name, text in texts.items()}
    lines = {name: squeezed(text) for name, text in said.items()}
    with duckdb.connect(":memory:") as con:
        for extract in EXTRACTS.values():
            attach(con, run / "landed" / f"{extract.name}.duckdb", extract.name)
        found = {*numbers(con, said)}
        sought = automaton(con, [text for pair in lines.values() for text in pair])
    ours: dict[str, bool] = {}
    for name, pair in lines.items():
        for kind, form in (match for text in pair for match in matches(sought, text)):
            if form not in ours:
                ours[form] = kind == "name" and shipped(form)
            if not ours[form]:
                found.add((name, kind))
    return {name: {kind for file, kind in found if file == name} for name, _ in sorted(found)}


def plain(name: str, text: str) -> str:
    """The words of a file: of JSON its texts alone (its figures are counts), of a page what stands between its tags."""
    if name.endswith(".json"):
        text = "\n".join(strings(json.loads(text)))
    elif name.endswith(".log"):
        text = "\n".join(event(line) for line in text.splitlines())
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda escape: chr(int(escape[1], 16)), text)
    return unicodedata.normalize("NFKC", html.unescape(re.sub(r"<[^>]*>", "\n", text)))


def event(line: str) -> str:
    """A line of a log: the texts of a structured one, any other as it stands."""
    try:
        return "\n".join(strings(json.loads(line)))
    except ValueError:
        return line


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


def squeezed(text: str) -> tuple[str, str]:
    """The text with one blank where there were several, and with none; the ends of lines stay ends."""
    return re.sub(r"[^\S\n]+", " ", text), re.sub(r"[^\S\n]+", "", text)


def numbers(con: duckdb.DuckDBPyConnection, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each text, and which kind of number on file stands in it as a word of its own."""
    for kind, find in (("number", words), ("phone", phones)):
        pairs = [(name, word) for name, text in texts.items() for word in find(text)]
        con.execute(f"CREATE TEMP TABLE {kind} (file TEXT, word TEXT)")
        table = pa.table({"file": [file for file, _ in pairs], "word": [word for _, word in pairs]}, schema=WORDS)
        con.register("pairs", table)
        con.execute(f"INSERT INTO {kind} FROM pairs")
        con.unregister("pairs")
        for extract in EXTRACTS.values():
            for column in columns_of(extract, kind):
                sql = f"SELECT DISTINCT file FROM {kind} SEMI JOIN {extract.name}.{extract.name} AS landed ON word = {column}"
                yield from ((file, kind) for (file,) in con.execute(sql).fetchall())


WORDS = pa.schema([("file", pa.string()), ("word", pa.string())])


def words(text: str) -> set[str]:
    """What may be a number of somebody: its whole and, of a key of several parts, each."""
    tokens = {piece for token in TOKEN.findall(text) for piece in (token, *re.split("[|#]", token))}
    return {token for token in tokens if len(token) >= SHORTEST_NUMBER and not DATE.fullmatch(token)}


def phones(text: str) -> set[str]:
    return {re.sub(r"\D", "", phone) for phone in PHONE.findall(text)}


def columns_of(extract: Extract, kind: str) -> list[str]:
    """The extract's numbers of that kind, as SQL: of `number` the keys of its rows, and whatever is called so."""
    if kind == "phone":
        return ["regexp_replace(landed.phone, '[^0-9]', '', 'g')"] if "phone" in extract.fields else []
    named = [one.field for one in extract.columns if one.type == "text" and re.search("_(id|no)$", one.field)]
    return [f"landed.{field}" for field in ("record_id", *named)]


def automaton(con: duckdb.DuckDBPyConnection, texts: list[str]) -> ahocorasick.Automaton:
    """What is looked for: of the names and addresses on file, those whose beginning and end stand somewhere in the texts."""
    grams = {text[at : at + GRAM] for text in texts for at in range(len(text) - GRAM + 1)}
    sought = ahocorasick.Automaton()
    for kind, value in written(con):
        for form, bounded in forms(kind, unicodedata.normalize("NFKC", value)):
            if form[:GRAM] in grams and form[-GRAM:] in grams:
                sought.add_word(form, (kind, form, bounded))
    sought.make_automaton()
    return sought


def written(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Every full name (also in kana) and address on file, as written; a surname and a given name of one row as one."""
    for extract in EXTRACTS.values():
        for kind, sql in expressions(extract):
            query = f"SELECT DISTINCT {sql} AS value FROM {extract.name}.{extract.name} WHERE value IS NOT NULL"
            rows = con.execute(query)
            while some := rows.fetchmany(50_000):
                yield from ((kind, value) for (value,) in some)


PARTS = {"surname", "given_name", "surname_kana", "given_kana", "former_surname"}
"""Fields that are no full name by themselves."""


def expressions(extract: Extract) -> Iterator[tuple[str, str]]:
    for column in extract.columns:
        if column.type == "address" or (column.type in ("name", "kana") and column.field not in PARTS):
            yield "address" if column.type == "address" else "name", column.field
    if "surname" in extract.fields:
        yield "name", "surname || ' ' || given_name"
        yield "name", "surname_kana || ' ' || given_kana"


def forms(kind: str, value: str) -> Iterator[tuple[str, bool]]:
    """How a value is looked for, and whether it must stand by itself, with no letter beside it."""
    parts = value.split()
    joined, letters = "".join(parts), sum(map(len, parts))
    if kind == "address":
        if letters >= SHORTEST_ADDRESS and re.search(r"\d", joined):
            yield joined, False
        return
    kanji = bool(re.search("[一-鿿]", joined))
    if len(parts) > 1:
        yield " ".join(parts), joined.isascii() or letters < (3 if kanji else 4)
    if letters >= 3 and not joined.isascii():
        yield joined, letters < (4 if kanji else 6)


def matches(sought: ahocorasick.Automaton, text: str) -> Iterator[tuple[str, str]]:
    """Each kind and form that stands in the text: a house's number to its end, a short name by itself."""
    for end, (kind, form, bounded) in sought.iter(text) if len(sought) else ():
        begin = end + 1 - len(form)
        before, after = text[max(begin - 1, 0) : begin], text[end + 1 : end + 2]
        if kind == "address" and form[-1].isdigit() and after.isdigit():
            continue  # 1-2 stands in 1-23, which is another house
        if not (bounded and (before.isalnum() or after.isalnum())):
            yield kind, form


def shipped(form: str) -> bool:
    """Whether the words stand in the project itself: an example on a page is nobody, whoever else is called so."""
    return any(
        form in text or form.replace(" ", "") in re.sub(r"[^\S\n]+", "", text)
        for room in ROOMS
        for path in files.within(CODE / room)
        if path.suffix in SHIPPED
        for text in [unicodedata.normalize("NFKC", path.read_text(encoding="utf-8"))]
    )
