"""Spark finds what DuckDB finds: the same pairs with the same weights, so the same decisions."""

import importlib.util
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from typer.testing import CliRunner

import mimamori
from linkage import engines, kana
from linkage.model.comparisons import COMPARISONS
from linkage.predict import predict
from pipeline import digests, publication, whole
from pipeline.performance import carry_out
from pipeline.settings import Settings
from pipeline.stages import LANDINGS, STAGES

AS_OF = date(2026, 10, 1)
MODEL = max(Path("linkage/models").glob("*.json"))
MASTER = "local[2]"

try:
    engines.check("spark")
    MISSING = ""
except engines.EngineMissing as missing:
    MISSING = str(missing)
needs_spark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture(scope="module", autouse=True)
def _small_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Spark's own configuration, as a cluster has it: of a size that fits a few hundred children.

    Of so few, planning is all the work: its memory goes by how many blocking rules there are, and code made for each stage
    of the plan, or planning anew after each, takes longer than it saves.
    """
    folder = tmp_path_factory.mktemp("spark")
    (folder / "spark-defaults.conf").write_text(
        "spark.sql.shuffle.partitions 2\n"
        "spark.sql.adaptive.enabled false\n"
        "spark.sql.codegen.wholeStage false\n"
        "spark.driver.memory 2g\n"
        "spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC\n",
        encoding="ascii",
    )
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SPARK_CONF_DIR", str(folder))
        yield


@pytest.fixture
def standardised(city: Path, key_file: Path, tmp_path: Path) -> Path:
    """A run's folder as predict finds it."""
    run = whole.plan(Settings(landing=city / "extracts", runs=tmp_path / "runs", key_file=key_file), AS_OF)
    run.prepare()
    for stage in (*LANDINGS, STAGES["standardise"]):
        carry_out(run, stage)
    return run.folder


@needs_spark
def test_a_practice_city_is_linked_alike_on_both_engines(standardised: Path, tmp_path: Path) -> None:
    (tmp_path / "pairs").mkdir()
    there, here = (tmp_path / "pairs" / f"{engine}.duckdb" for engine in ("spark", "duckdb"))
    counts = predict(standardised, there, MODEL, "spark", MASTER)
    assert counts == predict(standardised, here, MODEL)
    assert counts["pairs"] > 1000
    with duckdb.connect(str(there), read_only=True) as connection:
        connection.execute(f"ATTACH '{here}' AS here (READ_ONLY)")
        gammas = " AND ".join(f"s.gamma_{one.name} = h.gamma_{one.name}" for one in COMPARISONS)
        compared = connection.execute(
            f"""
            SELECT count(*), count(*) FILTER ({gammas}), max(abs(s.match_weight - h.match_weight))
            FROM pair s FULL JOIN here.pair h USING (unit_l, unit_r)
            """
        ).fetchall()
    [(pairs, same_levels, furthest)] = compared
    assert pairs == same_levels == counts["pairs"]
    assert furthest <= 1e-6
    assert digests.of_database(there) == digests.of_database(here)
    assert {path.name for path in there.parent.iterdir()} == {there.name, here.name}


# a name's parts as faces have them: coded kana, folded kanji, and what a typist may leave in one
NAMES = ["ヤマダ", "ヤマタ", "ヤマ", "サトウ", "サトー", "ボブ", "ウイ", "ジョン", "アンナ", "アンナマリア"]
WRITINGS = ["山田", "山〓", "〓〓", "佐藤", "子", "a\\b", "a〓\\b", "100%", "1〓0%", "_田", "𠮷田", "〓田"]
CODED = [kana.code(pd.Series([name])).iloc[0] for name in NAMES]
WHOLE = [*CODED, CODED[0] + CODED[7], CODED[7] + CODED[0]]
VALUES: dict[str, list[object]] = {
    **dict.fromkeys(("surname", "given"), WRITINGS),
    "full_name": [*WRITINGS, "山田山田", "山田子", "山〓子"],
    **dict.fromkeys(("surname_kana", "given_kana", "surname_sound", "given_sound", "sorted_sound", "letters"), CODED),
    **dict.fromkeys(("full_kana", "full_sound"), WHOLE),
    "birth_date": ["20150613", "20150612", "20130615", "19850613", "20160612", "20150306"],
    "birth_year": [2015, 2014, 1985],
    "birth_month": [3, 6],
    "birth_day": [3, 6, 13],
    "born": [42000, 42001, 42365, 42370],
    "cohort": [2021, 2022],
    "sex": ["m", "f"],
    "school_year": [2025, 2026],
    **{place: ["a", "b"] for place in ("town", "block", "dwelling", "postcode", "phone")},
    **{other: ["a", "b"] for other in ("guardian_sound", "guardian_other_sound")},
    **{other: ["a", "b"] for other in ("guardian", "guardian_other", "phone_other", "school", "class", "facility")},
    "flat": ["101", "a101", "102"],
    "half": ["given", "surname"],
    "given_readings": [f"|{one}|" for one in CODED],
}


@needs_spark
def test_every_level_of_every_comparison_holds_of_the_same_pairs_on_both_engines(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - which pairs are tried, no secret
    sides = {f"{column}_{side}": [*values, *[None] * len(values)] for column, values in VALUES.items() for side in "lr"}
    pairs = pa.Table.from_pylist([{name: chance.choice(values) for name, values in sides.items()} for _ in range(9000)])
    pairs = pairs.append_column("pair", pa.array(range(len(pairs))))
    levels = {f"{one.name}_{level.name}": level.condition for one in COMPARISONS for level in one.levels}
    asked = ", ".join(f"coalesce({condition}, FALSE) AS {name}" for name, condition in levels.items())
    query = f"SELECT {asked} FROM pairs ORDER BY pair"
    with duckdb.connect() as connection:
        connection.register("pairs", pairs)
        here = connection.execute(query).to_arrow_table()
    with engines.session(MASTER, tmp_path / "spark") as spark:
        spark.createDataFrame(pairs).createOrReplaceTempView("pairs")
        there = spark.sql(query).toArrow()
    assert [name for name in levels if here[name].to_pylist() != there[name].to_pylist()] == []
    assert [name for name in levels if not any(here[name].to_pylist())] == []


@needs_spark
def test_a_distance_of_coded_kana_is_the_same_number_on_both_engines(tmp_path: Path) -> None:
    raw = [("タナカ", "サトウ"), ("ヤマダ", "ヤマタ"), ("ボ", "ポ"), *((a, b) for a in NAMES for b in NAMES)]
    coded = pa.table([kana.code(pd.Series(side)).to_list() for side in zip(*raw, strict=True)], ["l", "r"])
    query = "SELECT levenshtein(l, r) AS apart FROM coded"
    with duckdb.connect() as connection:
        connection.register("coded", coded)
        here = [apart for (apart,) in connection.execute(query).fetchall()]
    with engines.session(MASTER, tmp_path / "spark") as spark:
        spark.createDataFrame(coded).createOrReplaceTempView("coded")
        there = [row.apart for row in spark.sql(query).collect()]
    assert here == there
    assert here[:3] == [3, 1, 1]


@needs_spark
@pytest.mark.proof
def test_a_whole_run_on_spark_has_the_logical_digest_of_the_run_here(
    city: Path, published: Path, key_file: Path, tmp_path: Path
) -> None:
    settings = {
        "MIMAMORI_KEY_FILE": str(key_file),
        "MIMAMORI_TAX_BASIS": "架空のデータ",
        "MIMAMORI_SPARK_MASTER": MASTER,
    }
    asked = ["run", "--landing", str(city / "extracts"), "--runs", str(tmp_path), "--as-of", f"{AS_OF}"]
    done = CliRunner().invoke(mimamori.app, [*asked, "--engine", "spark"], env=settings)
    assert done.exit_code == 0, done.output
    here, there = publication.current(published), publication.current(tmp_path)
    assert here and there
    assert there.inputs.engine == "spark"
    assert there.inputs.libraries["pyspark"]
    assert there.run_id != here.run_id
    assert there.logical_digest == here.logical_digest


@pytest.mark.parametrize("without", ["pyspark", "java"])
def test_without_spark_a_run_on_it_ends_before_it_starts_and_says_what_is_missing(
    without: str, city: Path, key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "requirements-spark.lock"
    if without == "pyspark":
        monkeypatch.setitem(sys.modules, "pyspark", None)
    elif importlib.util.find_spec("pyspark"):
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
        told = "Spark needs Java 17"
    settings = {"MIMAMORI_KEY_FILE": str(key_file), "COLUMNS": "300"}
    asked = ["run", "--landing", str(city / "extracts"), "--runs", str(tmp_path / "runs"), "--as-of", f"{AS_OF}"]
    done = CliRunner().invoke(mimamori.app, [*asked, "--engine", "spark"], env=settings)
    assert done.exit_code == 1
    assert told in done.output
    assert not (tmp_path / "runs").exists()


@needs_spark
def test_a_spark_that_does_not_start_is_told_in_a_sentence(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    java.chmod(0o700)
    code = f"from linkage.engines import *\nwith session('{MASTER}', Path('aside')): pass"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "JAVA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "EngineMissing: Spark が始まりません" in done.stderr
    assert "During handling" not in done.stderr
