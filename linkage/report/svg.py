"""The auditor's plots as inline SVG: readable in print and without colour, no script, no outside file.

Only geometry belongs here; the numbers come from figures.py, judging.py and examples.py.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from linkage.report.examples import Example
from linkage.report.judging import COMPARED

WIDTH = 760
Words = dict[str, str]


def svg(height: float, label: str, *parts: str) -> Markup:
    """An image of WIDTH × height units with its description for those who hear the page."""
    start = f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(label)}">'
    return Markup(start + "".join(parts) + "</svg>")  # noqa: S704 - made of numbers and of text that is escaped


def rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}"/>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "axis") -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def text(x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def share(linked: int, review: int, unlinked: int) -> Markup:
    """One bar of 100 %: linked dark, in review striped lighter, left white."""
    total = linked + review + unlinked or 1
    first, second = WIDTH * linked / total, WIDTH * review / total
    return svg(
        26,
        f"{linked} / {review} / {unlinked}",
        rect(0, 1, WIDTH, 24, "left"),
        rect(0, 1, first, 24, "linked"),
        # a few records among many would be thinner than a hair
        rect(first, 1, max(second, 3 if review else 0), 24, "review"),
    )


def histogram(bars: Sequence[tuple[float, int]], step: float, link: float, review: float, words: Words) -> Markup:
    """Pairs by weight, both thresholds drawn; `words`: axis, linked, review, left, label."""
    top, base, left = 56.0, 250.0, 10.0
    low, high = min(bars[0][0], review - step), bars[-1][0] + step
    scale = (WIDTH - 2 * left) / (high - low)
    tallest = max(count for _, count in bars)

    def at(bits: float) -> float:
        return left + (bits - low) * scale

    drawn = []
    within = {"left": 0, "review": 0, "linked": 0}
    for edge, count in bars:
        kind = "linked" if edge >= link else "review" if edge >= review else "left"
        within[kind] += count
        height = (base - top) * count / tallest
        drawn.append(rect(at(edge) + 0.5, base - height, step * scale - 1, height, kind))
        if edge % 4 == 0:
            drawn.append(text(at(edge), base + 18, f"{edge:g}", "middle", "small"))
    for bits, kind in ((review, "review"), (link, "linked")):
        drawn.append(line(at(bits), 24, at(bits), base, "threshold"))
        drawn.append(text(at(bits) + 5, 18, f"{words[kind]} ≥ {bits:g} →  {within[kind]:,}"))
    drawn.append(text(at(review) - 5, 18, f"← {words['left']}", "end"))
    drawn.append(text(at(review) - 5, 36, f"{within['left']:,}", "end"))
    drawn.append(line(left, base, WIDTH - left, base))
    return svg(base + 44, words["label"], *drawn, text(WIDTH / 2, base + 38, words["axis"], "middle", "small"))


def columns(counts: Sequence[tuple[int | str, int]], words: Words) -> Markup:
    """Upright bars, one a number or band; `words`: axis, label."""
    top, base = 24.0, 180.0
    tallest = max(count for _, count in counts)
    width = WIDTH / max(len(counts), 8)
    drawn = []
    for nth, (number, count) in enumerate(counts):
        # the height of a small number would tell it
        height = (base - top) * (count if count >= 10 else 5) / max(tallest, 10)
        drawn.append(rect(nth * width + 4, base - height, width - 8, height, "linked"))
        drawn.append(
            text((nth + 0.5) * width, base - height - 5, f"{count:,}" if count >= 10 else "<10", "middle", "small")
        )
        drawn.append(text((nth + 0.5) * width, base + 18, str(number), "middle", "small"))
    drawn.append(line(0, base, WIDTH, base))
    return svg(base + 44, words["label"], *drawn, text(WIDTH / 2, base + 38, words["axis"], "middle", "small"))


def bits(value: float, most: float = 20) -> Markup:
    """A small bar from the middle: right for one child, left for two."""
    middle, height = WIDTH / 2, 40.0
    length = min(abs(value), most) / most * middle
    kind, x = ("linked", middle) if value >= 0 else ("against", middle - length)
    return svg(height, f"{value:+.1f}", rect(x, 4, length, height - 8, kind), line(middle, 0, middle, height))


def waterfall(example: Example, link: float, review: float, language: str, words: Words) -> Markup:
    """How an example's weight comes about, a row a comparison; `words`: total, linked, review, label."""
    row, left, top = 42.0, 320.0, 30.0
    reached = [0.0]
    for step in example.steps:
        reached.append(reached[-1] + step.bits)
    low, high = min(*reached, review) - 3, max(*reached, link) + 7
    scale = (WIDTH - left - 10) / (high - low)

    def at(value: float) -> float:
        return left + (value - low) * scale

    bottom = top + row * (len(example.steps) + 1)
    drawn = [line(at(0), top - 6, at(0), bottom)]
    for limit, word in ((review, words["review"]), (link, words["linked"])):
        drawn += [
            line(at(limit), top - 6, at(limit), bottom, "threshold"),
            text(at(limit), top - 12, word, "middle", "small"),
        ]
    for nth, (step, before, after) in enumerate(zip(example.steps, reached[:-1], reached[1:], strict=True)):
        y = top + nth * row
        found = step.words_ja if language == "ja" else step.words_en
        name = COMPARED[step.name][0 if language == "ja" else 1]
        drawn.append(text(0, y + (14 if found != name else 21), name, kind="strong"))
        if found != name:
            drawn.append(text(0, y + 30, found, kind="small"))
        kind = "left" if step.name == "prior" else "linked" if step.bits >= 0 else "against"
        drawn.append(rect(at(min(before, after)), y + 5, abs(step.bits) * scale, 22, kind))
        outside = max(before, after)
        drawn.append(text(at(outside) + 5, y + 21, f"{step.bits:+.1f}", kind="small"))
    y = top + len(example.steps) * row
    drawn.append(line(0, y + 2, WIDTH, y + 2))
    drawn.append(text(0, y + 24, words["total"], kind="strong"))
    drawn.append(rect(at(example.weight) - 3, y + 8, 6, 22, "linked"))
    drawn.append(text(at(example.weight) + 9, y + 24, f"{example.weight:.1f}", kind="strong"))
    return svg(bottom + 6, words["label"], *drawn)
