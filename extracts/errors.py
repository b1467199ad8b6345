"""What can be wrong with a delivery: one table of codes, each with a sentence and what to do, in Japanese and English.

Belongs here: the codes, their words, and the error that carries them. Doesn't belong here: finding the fault. A problem
names the file by its extract and date, the line and the declared heading; never a value, nor a heading that isn't ours.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Words:
    """A code's sentence and its remedy in both languages."""

    ja: str
    en: str
    do_ja: str
    do_en: str


_AGAIN = ("元のシステムから出力し直して届けてください。", "Export it again from the source system and deliver it anew.")
_COLUMNS = (
    "docs/extracts.md の項目表どおりの見出しと順番で出力してください。",
    "Export it with exactly the headings, and in the order, of docs/extracts.md.",
)
_CELL = (
    "この行を元のシステムで直し、次の提供に含めてください。",
    "Correct the row in the source system; it comes with the next delivery.",
)
_NUMBER = (
    "個人番号・住民票コードの列を除いて出力し直し、届いたファイルは規程に従って消去してください。",
    "Export it without the column, and erase the delivered file as your rules say.",
)

CODES = {
    # the file
    "empty_file": Words("ファイルが空です。", "The file is empty.", *_AGAIN),
    "not_csv": Words(
        "CSVではありません（圧縮・実行形式など）。", "It isn't CSV (an archive or another binary).", *_AGAIN
    ),
    "oversize": Words("ファイルが大きすぎます。", "The file is larger than a delivery can be.", *_AGAIN),
    "nul_byte": Words("NUL文字が含まれています。", "It holds NUL bytes.", *_AGAIN),
    "unknown_encoding": Words(
        "文字コードが cp932・UTF-8 のいずれでもありません。",
        "Its encoding is neither cp932 nor UTF-8 (with or without BOM).",
        "cp932 または UTF-8 で出力してください。",
        "Export it as cp932 or UTF-8.",
    ),
    "truncated": Words(
        "最後の行が改行で終わっておらず、途中で切れています。", "Its last row has no line end: it is cut off.", *_AGAIN
    ),
    "unbalanced_quote": Words("引用符が閉じていません。", "A quotation mark isn't closed.", *_AGAIN),
    "line_ends": Words("行の区切りが不正です。", "Its line ends are neither LF nor CRLF throughout.", *_AGAIN),
    "arity": Words(
        "列の数が見出しと違う行があります。", "A row has another number of columns than the header.", *_AGAIN
    ),
    "missing_column": Words("必要な列がありません。", "A declared column is missing.", *_COLUMNS),
    "unknown_column": Words("定められていない列があります。", "There is a column that isn't declared.", *_COLUMNS),
    "column_order": Words("列の順番が違います。", "The columns stand in another order.", *_COLUMNS),
    "my_number": Words(
        "個人番号または住民票コードと見られる列があります。",
        "A column looks like My Numbers or 住民票コード.",
        *_NUMBER,
    ),
    "manifest_unreadable": Words("マニフェストが読めません。", "The manifest can't be read.", *_AGAIN),
    "manifest_rows": Words("行数がマニフェストと違います。", "The number of rows isn't the manifest's.", *_AGAIN),
    "manifest_sha256": Words(
        "ファイルの中身がマニフェストのSHA-256と違います。", "The SHA-256 isn't the manifest's.", *_AGAIN
    ),
    "manifest_date": Words(
        "基準日がファイル名とマニフェストで違います。", "The reference date isn't the manifest's.", *_AGAIN
    ),
    "changed": Words(
        "読み取りの間にファイルが変わりました。", "The file changed while the run was reading it.", *_AGAIN
    ),
    "too_many_rejected": Words("不正な行が多すぎます。", "Too many of its rows are bad.", *_AGAIN),
    "unreadable": Words("ファイルを読み取れません。", "The file can't be read.", *_AGAIN),
    # a cell
    "empty": Words("必須の欄が空です。", "A mandatory cell is empty.", *_CELL),
    "bad_date": Words("日付の形式が不正です。", "A date has an unknown form.", *_CELL),
    "impossible_date": Words("存在しない日付です。", "A date doesn't exist.", *_CELL),
    "date_unknown": Words(
        "日付が読み取れず、不詳として取り込みました。",
        "A date can't be read: the row stands, the date is unknown.",
        *_CELL,
    ),
    "bad_yearmonth": Words("年月の形式が不正です。", "A year and month has an unknown form.", *_CELL),
    "bad_schoolyear": Words("年度の形式が不正です。", "A school year has an unknown form.", *_CELL),
    "bad_int": Words("整数ではありません。", "It isn't a whole number.", *_CELL),
    "bad_decimal": Words("数値ではありません。", "It isn't a number.", *_CELL),
    "bad_flag": Words("0・1のいずれでもありません。", "It is neither 0 nor 1.", *_CELL),
    "unknown_code": Words("定められていないコードです。", "It is a code that isn't declared.", *_CELL),
    "separator_in_key": Words("キーの欄に「|」が含まれています。", "A key holds the separator |.", *_CELL),
    # the landing folder
    "unknown_name": Words(
        "ファイル名が「抽出名_YYYYMMDD.csv」の形ではありません。",
        "The file's name isn't <extract>_<YYYYMMDD>.csv.",
        "docs/extracts.md の抽出名で名前を付け直してください。",
        "Name it by its extract as docs/extracts.md has it.",
    ),
    "not_a_file": Words(
        "通常のファイルではありません（フォルダ・外へのリンクなど）。",
        "It isn't a plain file in the folder (a folder, or a link that leads out).",
        "ファイルそのものを受け渡しフォルダに置いてください。",
        "Put the file itself into the landing folder.",
    ),
    "manifest_alone": Words("マニフェストだけで本体がありません。", "A manifest stands without its file.", *_AGAIN),
    "later": Words(
        "基準日より後のファイルです。",
        "It is dated after the reference date.",
        "この基準日の処理では使いません。",
        "A run for this reference date doesn't use it.",
    ),
}

# of `rejected`: whether the row was left out for it
LEFT_OUT = "code <> 'date_unknown'"


@dataclass(frozen=True)
class Problem:
    """One fault: its code, its line (1 = header) and column where it has them; the column is a declared heading or `#7`."""

    code: str
    line: int | None = None
    column: str | None = None

    @property
    def ja(self) -> str:
        words, place = CODES[self.code], ""
        if self.line:
            place += f"{self.line}行目 "
        if self.column:
            place += f"「{self.column}」 "
        return f"{place}{words.ja}{words.do_ja}（{self.code}）"

    @property
    def en(self) -> str:
        words, place = CODES[self.code], ""
        if self.line:
            place += f"line {self.line}, "
        if self.column:
            place += f"column {self.column}: "
        return f"{place}{words.en} {words.do_en} ({self.code})"


class Quarantined(Exception):
    """A delivery that can't be landed as a whole: which file, and every problem found before reading stopped."""

    def __init__(self, extract: str, reference_date: date, problems: list[Problem]) -> None:
        self.extract, self.reference_date, self.problems = extract, reference_date, problems
        super().__init__(extract, reference_date, problems)

    @property
    def file(self) -> str:
        return f"{self.extract}_{self.reference_date:%Y%m%d}.csv"

    def __str__(self) -> str:
        lines = [f"{self.file}: {problem.ja} / {problem.en}" for problem in self.problems]
        return "\n".join(lines)


class LandingFailed(Exception):
    """A landing that broke for a reason of ours, not the file's: the kind of fault, never its text, which may show a cell."""

    def __init__(self, extract: str, kind: str) -> None:
        super().__init__(extract, kind)

    def __str__(self) -> str:
        extract, kind = self.args
        return (
            f"{extract}: 取り込みが内部の理由で失敗しました（{kind}）。空き容量とメモリを確かめ、再実行してください。 / "
            f"Landing failed inside ({kind}). Check disk space and memory, and run again."
        )
