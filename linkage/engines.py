"""Where pairs are found: the same comparisons, blocking rules and model on DuckDB here, or on a Spark cluster.

An engine gets the view `compared` and hands back the predicted pairs of faces in the same connection. What comes before
and after is predict.py's and the same for both. Spark gets the faces over its own channel and needs no shared folder.
"""

import importlib.util
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow as pa
from splink import DuckDBAPI, Linker
from splink.internals.splink_dataframe import SplinkDataFrame

from linkage import rarity
from linkage.limits import limit
from linkage.model.blocking import RULES
from linkage.model.comparisons import COMPARISONS
from linkage.model.parameters import Parameters
from linkage.model.settings import settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAMES = ("duckdb", "spark")
PREDICTED = (
    *("unit_l", "unit_r", "face_l", "face_r", "match_weight", "match_probability"),
    *(f"gamma_{comparison.name}" for comparison in COMPARISONS),
)
"""The columns of a predicted pair that are used."""


class EngineMissing(RuntimeError):
    """The engine asked for can't be had here."""


def check(engine: str) -> None:
    """Raises EngineMissing where the engine isn't installed. Starts nothing."""
    if engine not in NAMES:
        raise EngineMissing(f"エンジン {engine} はありません (there is no engine of this name; {', '.join(NAMES)} are)")
    if engine != "spark":
        return
    if importlib.util.find_spec("pyspark") is None:
        raise EngineMissing(
            "エンジン spark には pyspark が要ります。requirements-spark.lock から入れてください "
            "(Spark's pyspark isn't installed: requirements-spark.lock has it)"
        )
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        raise EngineMissing(
            "エンジン spark には Java 17 が要ります。入れるか、JAVA_HOME で場所を示してください "
            "(Spark needs Java 17: install it, or let JAVA_HOME say where it is)"
        )


@contextmanager
def predicted(
    connection: duckdb.DuckDBPyConnection, worth: Parameters, prior: float, engine: str, master: str, aside: Path
) -> Iterator[str]:
    """The name of the table of predicted pairs, which is there for as long as the context. Raises EngineMissing.

    `master`: where Spark is; empty, where Spark's own configuration says. `aside`: a folder that Spark may make for itself.
    """
    check(engine)
    if engine == "duckdb":
        api = DuckDBAPI(connection)
        found = predict(connection, api, api.register("compared", dataset_display_name="face"), worth, prior)
        yield found.physical_name
        api.delete_tables_created_by_splink_from_db()
    else:
        connection.register("predicted", on_spark(connection, worth, prior, master, aside))
        yield "predicted"
        connection.unregister("predicted")


def on_spark(
    connection: duckdb.DuckDBPyConnection, worth: Parameters, prior: float, master: str, aside: Path
) -> pa.Table:
    """The pairs that the cluster at `master` finds, with the columns PREDICTED. Raises EngineMissing."""
    from splink import SparkAPI

    with session(master, aside) as spark:
        # every function that the comparisons call is Spark's own: Splink's jar isn't needed
        api = SparkAPI(spark_session=spark, break_lineage_method="persist", register_udfs_automatically=False)
        faces = api.register(connection.table("compared").to_arrow_table(), dataset_display_name="face")
        found = predict(connection, api, faces, worth, prior)
        return spark.table(found.physical_name).select(*PREDICTED).toArrow()


def predict(
    connection: duckdb.DuckDBPyConnection, api: Any, faces: SplinkDataFrame, worth: Parameters, prior: float
) -> SplinkDataFrame:
    """Splink's pairs of `faces`, which `api` has, and `compared` in the connection has as well."""
    # without the matching columns Splink would leave out the levels too
    linker = Linker(faces, settings(prior, worth.levels, retain_matching_columns=True), log_level="WARNING")
    rarity.register(connection, linker, "compared", worth)
    blocked = linker.inference.compute_blocked_pairs_for_predict().physical_name
    brought = linker.misc.query_sql(f"SELECT match_key, count(*) AS pairs FROM {blocked} GROUP BY match_key", "pandas")
    write_blocked(connection, brought)
    return linker.inference.predict(threshold_match_weight=limit("predict_weight"))


def write_blocked(connection: duckdb.DuckDBPyConnection, brought: pd.DataFrame) -> None:
    """`blocked`: a row a blocking rule, with the pairs of faces that it brought and no rule before it had. All were compared."""
    found = dict(zip(brought["match_key"].astype(int), brought["pairs"].astype(int), strict=True))
    pairs = dict.fromkeys((rule.name for rule in RULES), 0)
    for number, name in enumerate(rule.name for rule in RULES for _ in rule.conditions):
        pairs[name] += found.get(number, 0)
    connection.execute("CREATE TABLE blocked (rule TEXT, pairs BIGINT)")
    connection.executemany("INSERT INTO blocked VALUES (?, ?)", list(pairs.items()))


@contextmanager
def session(master: str, aside: Path) -> Iterator["SparkSession"]:
    """A session on the cluster; it and the folder `aside` are gone afterwards. Raises EngineMissing where it doesn't start.

    Cores, memory and the network's encryption are the cluster's own to say (spark-defaults.conf).
    """
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("mimamori")
    ours = {
        "spark.ui.enabled": "false",  # its pages show what is computed, to whoever can reach them
        "spark.ui.showConsoleProgress": "false",
        "spark.io.encryption.enabled": "true",  # names are spilled and shuffled through disks
        "spark.sql.execution.arrow.localRelationThreshold": "0",  # else the faces are copied into every rule's plan
        "spark.sql.warehouse.dir": aside.absolute().as_uri(),
        "spark.log.level": "OFF",  # an error there may quote what it was computing
    }
    if master:
        ours["spark.master"] = master
    if master.startswith("local"):
        ours |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        ours |= {"spark.local.dir": str(aside.absolute())}
    for name, value in ours.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        try:
            spark = builder.getOrCreate()
        except Exception as fault:
            reason = type(fault).__name__
            raise EngineMissing(
                f"Spark が始まりません（{reason}）。接続先・Java 17・Spark の設定を確かめてください: {master or 'spark-defaults.conf'} "
                "(Spark doesn't start: look at the master, Java 17 and Spark's configuration)"
            ) from None
        try:
            yield spark
        finally:
            spark.stop()
            shutil.rmtree(aside, ignore_errors=True)
