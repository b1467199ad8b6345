"""What leaves the zone: one child's data for one purpose, third parties masked, marked with who, when and why.

Here belong what a disclosure, a handover and a notice of correction hold, and the encrypted file. That two people agreed
is four_eyes.py's, who may ask is access.py's. A file is a JWE (RFC 7516): AES-256-GCM under a pass phrase that the
person who takes it makes up and tells the recipient another way; it is kept nowhere.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from joserfc import jwe
from joserfc.jwk import OctKey

from extracts.declaration import EXTRACTS, Column, Extract
from review import children, hiding, reasons, spreadsheet
from review.children import MASKED
from review.desks import desk_of
from review.links import PLACES
from review.models import Export, Purpose, Report
from review.published import Row, Run
from review.templatetags.wording import day, landed, title

THIRD_PARTY = _("（第三者の情報）")
OTHERS = frozenset(
    {
        "guardian_name", "guardian_id", "recipient_id", "mother_id", "phone", "route", "household_id",
        "mother_age", "gestation_weeks", "epds_total", "epds_item10",
    }
)  # fmt: skip
"""Columns that say something about somebody else than the child: a guardian, a mother, whoever reported."""
WITHHELD_TEXT = _("文章は、第三者の情報を除いたうえで担当課が開示します")

ALGORITHMS = ["PBES2-HS512+A256KW", "A256GCM"]
HEADER = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1], "p2c": 250_000}  # above OWASP's 210,000 for PBKDF2 with SHA-512
SHORTEST_PASS_PHRASE = 16  # characters; assumption: four words or so, not to be guessed within a file's life


@dataclass(frozen=True)
class Line:
    """One value: whose record it stands in, what it is called, what it says."""

    source: str
    owner: str
    record: int
    name: str
    value: str


def lines(run: Run, export: Export, child: children.Child, why: reasons.Reasons) -> list[Line]:
    """What the export holds. `child` and `why` are as the person who takes it may see them, places masked where they must be."""
    if export.purpose == Purpose.DISCLOSURE:
        return disclosed(run, child)
    if export.purpose == Purpose.HANDOVER:
        return handed_over(child, why)
    return corrected(child)


def disclosed(run: Run, child: children.Child) -> list[Line]:
    """Every record that is linked to the child, column by column as it was delivered; none that may be somebody else's."""
    found: list[Line] = []
    hidden = sorted(hiding.keys(run))
    for extract in EXTRACTS.values():
        rows = run.rows(
            f"SELECT t.* FROM cards.linked AS l JOIN {extract.name}.{extract.name} AS t ON t.rowid = l.place"
            " WHERE l.child_id = ? AND l.extract = ? AND NOT list_contains(CAST(? AS TEXT[]), l.record_key)"
            " ORDER BY t.record_id",
            child.child_id,
            extract.name,
            hidden,
        )
        for number, row in enumerate(rows, start=1):
            found += [
                Line(
                    title(extract.name),
                    desk_of(extract.owner)["name"],
                    number,
                    column.heading,
                    _disclosed(extract, column, row, child.masked),
                )
                for column in extract.columns
            ]
    return found


def _disclosed(extract: Extract, column: Column, row: Row, masked: bool) -> str:
    if column.field in extract.text_fields:
        return str(WITHHELD_TEXT)
    if column.field in OTHERS:
        return str(THIRD_PARTY)
    if masked and column.field in PLACES:
        return MASKED
    return landed(extract, column, row)


def handed_over(child: children.Child, why: reasons.Reasons) -> list[Line]:
    """Who the child is and why they were on the list, for those who go on supporting them; no other person's name."""
    about_them, who = str(_("引継ぎ")), str(_("基本情報"))
    about = [
        (_("氏名"), child.name.name),
        (_("かな"), child.name.kana),
        (_("生年月日"), day(child.birth_date_text)),
        (_("住所"), child.places.address),
        (_("学校"), child.places.school),
        (_("園"), child.places.nursery),
    ]
    found = [Line(about_them, who, 1, str(name), str(value)) for name, value in about]
    for number, reason in enumerate(why.holding, start=1):
        owners = str(_("、")).join(dict.fromkeys(desk_of(source.owner)["name"] for source in reason.sources))
        found.append(Line(str(_("気になる理由")), owners, number, reason.label, reason.sentence))
    return found


def corrected(child: children.Child) -> list[Line]:
    """What was asked to be corrected, and what came of it."""
    answered = Report.objects.filter(child_id=child.child_id, requested=True).exclude(answered_at=None).order_by("at")
    found: list[Line] = []
    for number, report in enumerate(answered, start=1):
        extract = EXTRACTS[report.extract]
        outcome = _("訂正した") if report.corrected else _("訂正しない")
        for name, value in ((_("訂正の求め"), report.text), (_("結果"), outcome), (_("理由"), report.answer)):
            found.append(Line(title(extract.name), desk_of(extract.owner)["name"], number, str(name), str(value)))
    return found


def as_table(marks: list[tuple[str, str]], shown: list[Line]) -> str:
    """The marks, then the lines, as CSV that is safe to open."""
    heading = (str(_("記録")), str(_("部署")), str(_("番号")), str(_("項目")), str(_("内容")))
    body = [(one.source, one.owner, one.record, one.name, one.value) for one in shown]
    return spreadsheet.table([*marks, (), heading, *body])


def encrypted(text: str, pass_phrase: str) -> str:
    """The text as a JWE, for whoever knows the pass phrase."""
    return jwe.encrypt_compact(HEADER, text.encode(), OctKey.import_key(pass_phrase.encode()), algorithms=ALGORITHMS)


def opened(file: str, pass_phrase: str) -> str:
    """What an encrypted file holds. Raises joserfc.errors.JoseError for another pass phrase or a file that was changed."""
    found = jwe.decrypt_compact(file, OctKey.import_key(pass_phrase.encode()), algorithms=ALGORITHMS)
    return (found.plaintext or b"").decode()
