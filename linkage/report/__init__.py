"""The auditor's linkage report: one page, Japanese then English, that somebody without training can read.

Belongs here: putting the page together. Its numbers are in figures.py and judging.py, its invented people in examples.py,
its plots in svg.py, its words in templates/linkage.html. Nothing that could point at a person is on it.
"""

from datetime import date
from math import log2
from pathlib import Path

import jinja2

from extracts import database
from linkage import expected
from linkage.limits import limit
from linkage.model import parameters
from linkage.report import examples, figures, judging, svg

PAGE = "linkage.html"

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def write(run: Path, out: Path, previous: Path | None, as_of: date, model: Path) -> None:
    """Write linkage.html into the folder `out`. `previous`: the folder of the run published before, if there is one.

    `model`: the model file that the run's pairs were scored by.
    """
    worth = parameters.read(model)
    link, part, review, margin = (
        limit(name, as_of) for name in ("link_weight", "part_weight", "review_weight", "margin")
    )
    with figures.opened(run, previous) as connection:
        spine = database.counted(
            connection,
            "SELECT count(DISTINCT unit) FROM people.face WHERE spine AND unit NOT IN (FROM pairs.plain_key)",
        )
        chance = 1 / max(2, spine)
        told, met = judging.blocking_recall(connection)
        page = _templates.get_template(PAGE).render(
            as_of=as_of,
            model=worth,
            model_name=model.stem,
            link=link,
            part=part,
            review=review,
            margin=margin,
            extracts=figures.by_extract(connection),
            children=figures.children(connection),
            by_record=figures.by_record(connection),
            by_child=figures.by_child(connection, as_of),
            weights=figures.weights(connection),
            step=figures.BIN,
            sources_per_child=figures.sources_per_child(connection),
            records_per_child=figures.records_per_child(connection),
            keys=figures.keys(connection),
            changes=figures.changes(connection, as_of) if previous else None,
            expected=expected.by_model(run).to_dict("records"),
            ruled=expected.by_rulings(run, link, review).to_dict("records"),
            levels=judging.levels(worth),
            converged=judging.converged(worth),
            blocking=judging.blocking(connection),
            key_told=told,
            key_met=met,
            drift=judging.drift(connection, worth, link),
            examples=examples.scored(model, log2(chance / (1 - chance))),
            one_in=spine,
            compared=judging.COMPARED,
            svg=svg,
        )
    (out / PAGE).write_text(page, encoding="utf-8")
