"""What a reader of the statistics can work out: nothing below ten, and no withheld figure by subtraction."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.disclosure import LEAST, OTHER, TOTAL, figure, printable, table


@st.composite
def parts(draw: st.DrawFn) -> dict[str, tuple[int, int]]:
    sizes = draw(st.lists(st.integers(0, 45), min_size=1, max_size=5))
    return {f"school {i}": (draw(st.integers(0, size)), size) for i, size in enumerate(sizes)}


@given(st.integers(0, 100_000))
def test_a_printed_count_is_ten_or_more_a_multiple_of_five_and_off_by_two_at_most(count: int) -> None:
    shown = printable(count)
    if count < LEAST:
        assert shown is None
    else:
        assert shown is not None and shown >= LEAST and shown % 5 == 0 and abs(shown - count) <= 2


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_count_is_withheld_where_those_left_over_are_fewer_than_ten(count: int, left: int) -> None:
    assert (figure(count, count + left).count is None) == (count < LEAST or left < LEAST)


def test_more_counted_than_there_are_is_an_error() -> None:
    with pytest.raises(ValueError, match="more are counted"):
        figure(11, 10)


@given(parts())
def test_every_child_is_in_the_total_and_in_one_part(counts: dict[str, tuple[int, int]]) -> None:
    shown = table(counts)
    assert shown[TOTAL] == figure(sum(c for c, _ in counts.values()), sum(of for _, of in counts.values()))
    assert set(shown) - {TOTAL, OTHER} <= set(counts)
    folded = set(counts) - set(shown)
    assert bool(folded) == (OTHER in shown)


@given(parts())
@example({"school 0": (9, 32), "school 1": (9, 32)})
def test_no_withheld_count_can_be_told_by_subtraction_even_by_who_knows_the_size_of_every_part(
    counts: dict[str, tuple[int, int]],
) -> None:
    shown = table(counts)
    sizes = {part: counts[part][1] for part in shown if part in counts}
    whole = sum(of for _, of in counts.values())
    sizes |= {OTHER: whole - sum(sizes.values())} if OTHER in shown else {}
    possible = {p: {c for c in range(of + 1) if figure(c, of).count == shown[p].count} for p, of in sizes.items()}
    totals = {c for c in range(whole + 1) if figure(c, whole).count == shown[TOTAL].count}
    for part, of in sizes.items():
        if shown[part].count is not None or of == 0:
            continue
        rest = {0}
        for other in sizes.keys() - {part}:
            rest = {r + c for r in rest for c in possible[other]}
        left = {c for c in possible[part] if any(c + r in totals for r in rest)}
        assert len(left) >= 2


@given(parts())
def test_a_rate_is_worked_out_from_printed_figures_alone(counts: dict[str, tuple[int, int]]) -> None:
    for shown in table(counts).values():
        if shown.count is None or shown.of is None:
            assert shown.rate is None
        else:
            assert shown.rate == min(100.0, 100 * shown.count / shown.of)
