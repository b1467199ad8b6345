"""How a what-if's answer looks on a terminal. No counting belongs here."""

from rich.console import Console
from rich.table import Table

from rules.disclosure import OTHER, TOTAL, WITHHELD
from rules.subgroups import DIMENSIONS
from rules.what_if import WhatIf

PARTS = {TOTAL: "合計 / total", OTHER: "その他 / other"}


def show(answer: WhatIf, console: Console) -> None:
    """Prints the change in all, by subgroup, and how such a change is made."""
    label = answer.rule.declaration.label
    console.print(f"[bold]{label.ja} / {label.en}[/bold]")
    for name, number in answer.rule.declaration.numbers.items():
        was, would = answer.before[name], answer.after[name]
        arrow = f"[bold]{was:g} → {would:g}[/bold]" if was != would else f"{was:g}"
        console.print(
            f"  {name}（{number.meaning.ja} / {number.meaning.en}）: {arrow} {number.unit.ja} / {number.unit.en}"
        )
    whole = Table("", *(f"{change.ja}\n{change.en}" for change in answer.changes))
    whole.add_row(PARTS[TOTAL], *(change.whole.text for change in answer.changes))
    console.print(whole)
    for dimension in DIMENSIONS:
        shown = Table(f"{dimension.ja}\n{dimension.en}", "児童\nchildren", *(f"{c.ja}\n{c.en}" for c in answer.changes))
        of_dimension = [change.parts[dimension.name] for change in answer.changes]
        for part in of_dimension[0]:
            of = of_dimension[0][part].of
            figures = [figures[part].text for figures in of_dimension]
            shown.add_row(PARTS.get(part, part), WITHHELD if of is None else f"{of:,}", *figures)
        console.print(shown)
    console.print(
        f"{WITHHELD}：10人未満、または残りが10人未満。ほかは5人単位。/ {WITHHELD}: fewer than 10 (or all but fewer than 10)."
    )
    console.print(
        "何も変更していません。変更は、規則のYAMLに日付・作成者・理由・出典のある値を足し、提案者以外の人が承認します。\n"
        "Nothing was changed. A change is a dated value in the rule's YAML, with author, reason and reference, approved by "
        "someone other than its proposer."
    )
