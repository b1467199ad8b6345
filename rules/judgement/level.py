"""What the three components share: a level from conditions, top-down, first match wins, and the signs that a sentence lists.

Levels are `3`, `2`, `1`, `0`, `not_applicable` or `not_used`; unknown (NULL) where nothing fires and nothing rules it out.
"""

from dataclasses import dataclass, field, replace

from rules.reading import Term, first_that_holds, literal
from rules.rule import Finding

Sign = tuple[Term, str, str]  # whether it holds, and its words in Japanese and English

TOLD = {
    "not_applicable": ("学齢でないため対象になりません", "not applicable outside compulsory school age"),
    "not_used": ("設定により使っていません", "not used, by setting"),
}


def at_least(so_many: int, signs: list[Term]) -> Term:
    """Do at least so many hold? Those that are unknown don't count: a sign more could only add to it."""
    return Term(f"({' + '.join(f'coalesce({sign.sql}, FALSE)::INTEGER' for sign in signs)} >= {so_many})")


def any_unknown(signs: list[Term]) -> Term:
    return Term(f"({' OR '.join(f'{sign.sql} IS NULL' for sign in signs)})")


def listed(signs: list[Sign], language: int, separator: str, nothing: str) -> Term:
    """The words of those that hold; `nothing` where none does."""
    words = ", ".join(f"CASE WHEN {sign[0].sql} THEN '{sign[language]}' END" for sign in signs)
    return Term(f"coalesce(nullif(concat_ws('{separator}', {words}), ''), '{nothing}')")


def told(level: Term, language: int, number: str) -> Term:
    """The level in words; `number` is put before it where it is one."""
    whens = " ".join(f"WHEN '{name}' THEN {literal(words[language - 1])}" for name, words in TOLD.items())
    return Term(f"CASE {level.sql} {whens} ELSE '{number}' || {level.sql} END")


@dataclass(frozen=True)
class Assessment(Finding):
    """A finding in two steps, so that each input is asked for once: `inputs` of the facts, as the struct `r`; all else of `r`."""

    inputs: dict[str, Term] = field(default_factory=dict)
    of_inputs: dict[str, Term] = field(default_factory=dict)

    @property
    def struct(self) -> str:
        return "{" + ", ".join(f"'{name}': {term.sql}" for name, term in self.inputs.items()) + "}"


def given(inputs: dict[str, Term]) -> dict[str, Term]:
    """The inputs as they are called in the second step."""
    return {name: Term(f"r.{name}") for name in inputs}


def finding(
    inputs: dict[str, Term], cases: list[tuple[Term, str]], lacking: Term, signs: list[Sign], **shows: Term
) -> Assessment:
    """The finding of a component, over `given(inputs)`. `lacking`: an input is unknown that might have raised the level."""
    level = first_that_holds(*cases)
    settled = ", ".join(literal(name) for name in ("3", *TOLD))
    holds = Term(f"({level.sql} IN ('1', '2', '3'))")
    shows |= {
        "holds": holds,
        "level": level,
        "lacking": Term(f"({lacking.sql} AND coalesce({level.sql}, 'unknown') NOT IN ({settled}))"),
        "level_ja": told(level, 1, "段階"),
        "level_en": told(level, 2, "level "),
        "signs_ja": listed(signs, 1, "、", "該当する項目なし"),
        "signs_en": listed(signs, 2, "; ", "nothing applies"),
    }
    made = Assessment(holds, shows, inputs=inputs, of_inputs=shows)
    return replace(made, holds=Term(f"list_transform([{made.struct}], lambda r: {holds.sql})[1]"))
