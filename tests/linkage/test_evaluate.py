"""What counts as right, false, found and in review, on a handful of invented records whose truth is written down."""

from datetime import date

import duckdb
import pandas as pd
import pytest

from extracts.declaration import EXTRACTS
from extracts.landing import land
from linkage import expected, sources
from linkage.evaluate import evaluate, targets
from linkage.interval import wilson
from linkage.model.blocking import RULES
from linkage.show import MEASURES, show

# resident_id, household_id, name, birth_date
REGISTRY = [
    ("0000000001", "H1", "青木　一郎", "2015-05-05"),
    ("0000000002", "H1", "青木　二郎", "2015-05-05"),  # his twin
    ("0000000003", "H1", "青木　三子", "2017-01-01"),  # their sister
    ("0000000004", "H4", "井上　葵", "2016-06-06"),
]
PEOPLE = {"A": "0000000001", "B": "0000000002", "C": "0000000003", "D": "0000000004", "Z": None}  # Z is in no registry
# extract, record_id, group, the person it is about, key typed in, child, decision
RECORDS = [
    ("school_roster", "s|1", "s|1", "A", None, "cA", "linked"),
    ("school_roster", "s|2", "s|2", "B", None, "cA", "linked"),  # the twin's row: a stranger's file
    ("school_roster", "s|3", "s|3", "C", None, None, "review"),
    ("consultations", "u1", "u1", "Z", None, "cZ", "linked"),
    ("consultations", "u2", "u2", "Z", None, "cZ", "linked"),
    ("consultations", "u3", "u3", "D", None, None, "unlinked"),
    (
        "clinic_visits",
        "b1|1",
        "b1",
        "D",
        None,
        "cZ",
        "linked",
    ),  # in the unregistered child's cluster, though registered
    ("clinic_visits", "b2|1", "b2", "A", None, "cA", "linked"),
    ("clinic_visits", "b2|2", "b2", "A", None, "cA", "linked"),
    ("school_register", "r1", "r1", "A", "0000000001", "cA", "linked"),
    ("school_register", "r2", "r2", "B", "0000000001", None, "review"),  # a wrong key, noticed
    ("school_register", "r3", "r3", "C", "0000000004", "cD", "linked"),  # a wrong key, believed
    ("school_register", "r4", "r4", "D", "0000000004", None, "review"),  # a good key, doubted
]
# the weight of a pair in review and what people ruled; the last pair was never compared
RULED = [(0.0, "same"), (0.0, "different"), (1.0, "same"), (-8.0, "different"), (20.0, "same"), (None, "same")]
CHILDREN = {"cA": "0000000001", "cB": "0000000002", "cC": "0000000003", "cD": "0000000004", "cZ": None}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    (folder / "landed").mkdir()
    (folder / "truth").mkdir()
    for extract in sources.LINKABLE:
        land(extract, [], folder / "landed" / f"{extract.name}.duckdb", folder / "text.duckdb", b"k" * 32)
        (folder / "text.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(folder / "landed" / "resident_registry.duckdb")) as registry:
        columns = "record_id, resident_id, household_id, name, birth_date"
        registry.executemany(f"INSERT INTO resident_registry ({columns}) VALUES ($1, $1, $2, $3, $4)", REGISTRY)
    with duckdb.connect(str(folder / "landed" / "consultations.duckdb")) as consultations:
        consultations.executemany(
            "INSERT INTO consultations (record_id, name, phone) VALUES (?, ?, ?)",
            [("u1", "上田　空", "0721234567"), ("u2", "上田　空", None), ("u3", "葵ちゃん", "0721234568")],
        )
    frame = pd.DataFrame(
        RECORDS, columns=["extract", "record_id", "group_id", "person_id", "key", "child_id", "decision"]
    )
    frame["record_key"] = "k-" + frame["record_id"]
    frame["match_weight"] = 13.0
    frame["match_probability"] = 0.99
    frame["method"] = frame["key"].isna().map({True: "model", False: "key+model"})
    people_and_pairs(folder, frame)
    with duckdb.connect(str(folder / "children.duckdb")) as children:
        children.execute("CREATE TABLE link AS SELECT * EXCLUDE (group_id, person_id, key) FROM frame")
        children.execute("CREATE TABLE child (child_id TEXT, resident_id TEXT)")
        children.executemany("INSERT INTO child VALUES (?, ?)", list(CHILDREN.items()))
        children.execute("CREATE TABLE ruled_pair (extract TEXT, match_weight DOUBLE, ruling TEXT)")
        ruled = [("consultations", weight, ruling) for weight, ruling in RULED]
        children.executemany("INSERT INTO ruled_pair VALUES (?, ?, ?)", ruled)
        children.execute(
            "CREATE TABLE candidate AS SELECT extract, record_id, record_key, 'cC' AS child_id, 3.0 AS match_weight "
            "FROM frame WHERE decision = 'review'"
        )
    truth = frame[["extract", "record_id", "person_id"]].assign(resident_id=frame["person_id"].map(PEOPLE))
    spine = pd.DataFrame([(sources.SPINE, key, key, who) for who, key in PEOPLE.items() if key])
    spine.columns = ["extract", "record_id", "resident_id", "person_id"]
    pd.concat([truth, spine])[spine.columns].to_csv(folder / "truth" / "records.csv", index=False)
    people_csv = pd.DataFrame({"person_id": PEOPLE.keys(), "resident_id": PEOPLE.values()})
    people_csv["twin"] = people_csv["person_id"].isin(["A", "B"]).astype(int)
    people_csv.to_csv(folder / "truth" / "people.csv", index=False)
    return folder


def people_and_pairs(folder, frame):
    """people.duckdb and pairs.duckdb: everybody's birth date and given name stand on their rows, but for u3's."""
    rows = frame[["extract", "record_id", "group_id", "key", "person_id"]]
    spine = [(sources.SPINE, key, key, key, who) for who, key in PEOPLE.items() if key]
    rows = pd.concat([rows, pd.DataFrame(spine, columns=rows.columns)])
    rows["unit"] = rows.groupby(["extract", "group_id"]).ngroup()
    with duckdb.connect(str(folder / "people.duckdb")) as people:
        people.execute("CREATE TABLE person AS SELECT extract, record_id, group_id, key AS resident_id, unit FROM rows")
        columns = {column for rule in RULES for column in rule.columns} | {"half"}
        numbers = {"birth_year", "birth_month", "birth_day", "born"}
        unknown = ", ".join(f"CAST(NULL AS TEXT) AS {name}" for name in columns - {"birth_date", "given"} - numbers)
        unknown += "".join(f", CAST(NULL AS INTEGER) AS {name}" for name in numbers)
        people.execute(
            f"""CREATE TABLE face AS SELECT row_number() OVER (ORDER BY birth_date NULLS FIRST, unit) AS face, *
            FROM (SELECT DISTINCT unit, extract = '{sources.SPINE}' AS spine, {unknown},
                CASE WHEN record_id <> 'u3' THEN person_id END AS given, CASE WHEN record_id <> 'u3' THEN '20150505' END AS birth_date
            FROM rows)"""
        )
    with duckdb.connect(str(folder / "pairs.duckdb")) as pairs:
        pairs.execute("CREATE TABLE plain_key AS SELECT CAST(NULL AS INTEGER) AS unit WHERE FALSE")
        pairs.execute("CREATE TABLE blocked (rule TEXT, pairs BIGINT)")
        pairs.executemany("INSERT INTO blocked VALUES (?, ?)", [(rule.name, 11) for rule in RULES[:2]])


@pytest.fixture(scope="module")
def figures(run):
    return evaluate(run, run / "truth" / "records.csv")


def measure(figures, name):
    return figures.measures.set_index("measure").loc[name]


def test_a_record_linked_to_another_child_is_a_false_link(figures):
    # linked: s|1 s|2 u1 u2 b1|1 b2|1 b2|2; false: the twin's, and the registered child's in the unknown child's cluster
    assert measure(figures, "false_links").value == pytest.approx(2 / 7)


def test_a_record_that_no_rule_brings_together_with_its_child_is_missed_by_blocking(figures):
    # s|1 s|2 s|3 b1 b2 meet their children by birth date and given name; u3 has neither
    assert figures.blocking["met"].tolist() == [0, 5]
    assert measure(figures, "blocking_missed").value == pytest.approx(1 / 6)


def test_pairs_a_record_are_counted_over_all_rules_and_without_the_registry(figures):
    # s|1 s|2 s|3 u1 u2 u3 b1 b2 r1 r2 r3 r4
    assert measure(figures, "pairs_a_record").value == pytest.approx(2 * 11 / 12)


def test_false_links_are_listed_by_cause_without_names_or_record_ids(figures):
    found = {row.record_key: row.cause for row in figures.false_links.itertuples()}
    assert found == {
        "k-s|2": "twin",
        "k-r3": "wrong key believed",
        "k-b1|1": "clustered with another unregistered child",
    }
    assert list(figures.false_links.columns) == ["extract", "record_key", "match_weight", "cause"]


def test_only_records_of_people_in_the_registry_can_be_missed(figures):
    # without a key and registered: s|1 s|2 s|3 u3 b1|1 b2|1 b2|2; found: s|1 and both rows of b2
    assert measure(figures, "recall").records == 7
    assert measure(figures, "recall").value == pytest.approx(3 / 7)


def test_a_record_in_review_isnt_missed(figures):
    assert measure(figures, "found_or_in_review").value == pytest.approx(4 / 7)
    assert measure(figures, "in_review").value == pytest.approx(1 / 9)
    assert measure(figures, "right_child_offered").value == 1


def test_a_wrong_key_is_caught_unless_the_record_ends_at_the_wrong_child(figures):
    assert measure(figures, "wrong_keys_caught").value == pytest.approx(1 / 2)
    assert measure(figures, "good_keys_doubted").value == pytest.approx(1 / 2)


def test_rows_of_one_number_are_one_decision(figures):
    assert measure(figures, "in_review").records == 9
    assert measure(figures, "in_review").decisions == 8


def test_each_groups_gap_is_measured_against_everybody_else(figures):
    by_group = figures.by_group.set_index("group")
    assert by_group.loc["twin", "records"] == 4
    assert by_group.loc["twin", "gap"] == pytest.approx(1 / 3 - 3 / 4)
    assert by_group.loc["given_alone", "records"] == 1
    assert by_group.loc["name_alone", "records"] == 1
    assert by_group.loc["given_alone", "target"] == ""


def test_a_target_that_is_missed_is_said_to_be(figures):
    assert not measure(figures, "false_links").met
    assert not figures.met


def test_every_measure_is_printed_and_no_name_is(figures, capsys):
    show(figures)
    printed = capsys.readouterr().out
    assert "twin" in printed
    assert not any(name.split("　")[1] in printed for _, _, name, _ in REGISTRY)
    assert set(MEASURES) == set(figures.measures["measure"])


def test_wilsons_interval_of_no_error_in_a_hundred_reaches_three_point_seven_per_cent():
    low, high = wilson(0.0, 100)
    assert low == 0
    assert high == pytest.approx(0.0370, abs=1e-4)


def test_every_target_has_a_reference_and_a_date():
    assert all(isinstance(target["since"], date) and target["reference"] for target in targets().values())


def test_without_a_truth_the_model_says_how_many_of_its_links_it_expects_to_be_false(run):
    by_extract = expected.by_model(run).set_index("extract")
    assert by_extract.loc["clinic_visits", "expected_false"] == pytest.approx(0.03)


def test_what_people_ruled_stands_by_weight_beside_what_the_model_expected(run):
    ruled = expected.by_rulings(run, link_weight=3, review_weight=-10)
    assert ruled[["low_weight", "ruled", "same"]].to_numpy().tolist() == [[11, 1, 1], [-3.5, 3, 2], [-10, 1, 0]]
    middle = ruled.iloc[1]
    assert middle["expected"] == pytest.approx((1 / 2 + 1 / 2 + 2 / 3) / 3)
    assert middle["low"] < 2 / 3 < middle["high"]


def test_a_sample_is_drawn_from_every_band_and_again_the_same(run):
    drawn = expected.sample(run, 9, link_weight=12, seed=1)
    assert set(drawn["band"]) == {"review", "near"}
    assert drawn.equals(expected.sample(run, 9, link_weight=12, seed=1))
    assert not {"record_id", "name"} & set(drawn.columns)


def test_one_false_link_of_four_in_a_sample_of_all_links_is_a_quarter():
    judged = pd.DataFrame({"band": "near", "rows_in_band": 4, "same": ["1", "1", "0", "1"]})
    estimate = expected.by_sample(judged)
    assert estimate["value"] == pytest.approx(0.25)
    assert (
        estimate["low"] == pytest.approx(0.25) == estimate["high"]
    )  # nothing is left to chance where all were looked at


def test_a_sample_that_isnt_judged_to_the_end_is_refused():
    with pytest.raises(ValueError, match="1 are missing"):
        expected.by_sample(pd.DataFrame({"band": "near", "rows_in_band": 9, "same": ["1", ""]}))


def test_extracts_of_the_declarations_without_a_key_are_the_ones_judged():
    assert {"school_roster", "consultations", "clinic_visits"} <= set(sources.KEYLESS) <= set(EXTRACTS)
