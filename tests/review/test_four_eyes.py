"""What needs two people, and reaches the next run only then: suspensions, sealed identities, changed thresholds."""

import csv
from datetime import date

import pytest
import yaml
from django.urls import reverse
from django.utils import timezone
from run_writer import RunWriter, child_id
from signing_in import make_account, sign_in

from review import people
from review.access import Party
from review.models import BreakGlass, Event, GapReason, Sealed, StatisticsRelease, Suspension, ThresholdChange
from review.published import current

SHIZUKA, NUMBER = "田中　静", "0000000031"


@pytest.fixture
def supervisors(accounts, cases, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.PEOPLE = tmp_path / "people"
    settings.PEOPLE.mkdir()
    return accounts[Party.SUPERVISOR], make_account(Party.SUPERVISOR, "second")


def listed(settings, file: str) -> list[str]:
    path = settings.PEOPLE / "current" / file
    return [row[0] for row in csv.reader(path.open(encoding="utf-8"))][1:] if path.exists() else []


@pytest.fixture
def answer(django_capture_on_commit_callbacks):
    def give(account, kind: str, pk: int, **more: str):
        with django_capture_on_commit_callbacks(execute=True):
            return sign_in(account).post(
                reverse("answer", kwargs={"kind": kind, "proposal_id": pk}),
                {"agrees": "yes", "reason": "書類を確かめた", **more},
            )

    return give


def test_a_suspension_holds_once_another_person_agreed_and_is_lifted_the_same_way(
    supervisors, settings, answer, whole_log
):
    first, second = supervisors
    sign_in(first).post(reverse("suspend", kwargs={"child_id": child_id("shizuka")}), {"reason": "法98条の請求"})
    asked = Suspension.objects.get()
    assert asked.stands is None and Suspension.in_force() == []
    assert answer(first, "suspension", asked.pk).status_code == 404, "nobody answers their own"
    assert answer(second, "suspension", asked.pk).status_code == 302
    assert listed(settings, "suspended.csv") == [NUMBER]
    assert answer(second, "suspension", asked.pk).status_code == 404, "it is answered once"
    sign_in(second).post(
        reverse("lift", kwargs={"proposal_id": asked.pk}), {"agrees": "yes", "reason": "請求が取り下げられた"}
    )
    assert Suspension.in_force() == [NUMBER]
    answer(first, "suspension", Suspension.objects.get(lifts=True).pk)
    assert listed(settings, "suspended.csv") == []
    actions = list(
        Event.objects.filter(action__startswith="suspension").order_by("seq").values_list("action", flat=True)
    )
    assert actions == ["suspension.proposed", "suspension.agreed"] * 2


def test_a_supervisor_is_told_on_every_page_of_what_another_asked_for_and_not_of_their_own(supervisors, answer):
    first, second = supervisors

    def told(account) -> dict[str, int]:
        return sign_in(account).get(reverse("worklist")).context["to_review"]

    sign_in(first).post(reverse("suspend", kwargs={"child_id": child_id("shizuka")}), {"reason": "法98条の請求" * 3})
    assert (told(first)["proposals"], told(second)["proposals"]) == (0, 1)
    assert '<b class="tag alert">1</b>' in sign_in(second).get(reverse("analysis")).content.decode()
    answer(second, "suspension", Suspension.objects.get().pk)
    assert told(second)["proposals"] == 0


def test_what_the_second_person_refuses_never_holds(supervisors, settings, answer):
    first, second = supervisors
    sign_in(first).post(reverse("suspend", kwargs={"child_id": child_id("shizuka")}), {"reason": "法98条の請求"})
    answer(second, "suspension", Suspension.objects.get().pk, agrees="no")
    people.deliver()
    assert listed(settings, "suspended.csv") == []


def test_a_sealed_identity_is_typed_twice_by_two_people_and_shown_nowhere(
    supervisors, settings, answer, caplog, whole_log
):
    first, second = supervisors
    sign_in(first).post(reverse("seal"), {"resident_id": NUMBER})
    sealed = Sealed.objects.get()
    assert NUMBER not in sign_in(second).get(reverse("proposals")).content.decode()
    answer(second, "sealing", sealed.pk, typed="0000000032")
    assert Sealed.objects.get().stands is None, "another number"
    assert Event.objects.get(action="sealing.mistyped").account == second.username, "who tries numbers can be told"
    answer(second, "sealing", sealed.pk, typed=NUMBER)
    assert Sealed.objects.get().stands and listed(settings, "sealed.csv") == [NUMBER]
    written = str(list(Event.objects.filter(action__startswith="sealing").values())) + caplog.text
    assert NUMBER not in written and child_id("shizuka") not in written


def test_a_sealing_made_by_mistake_is_taken_back_by_two_people_the_same_way(supervisors, settings, answer, whole_log):
    first, second = supervisors
    card = reverse("child", kwargs={"child_id": child_id("shizuka")})
    for typed, more, shown in ((NUMBER, {}, 404), (NUMBER, {"lifts": "yes"}, 200)):
        sign_in(second).post(reverse("seal"), {"resident_id": typed, **more})
        asked = Sealed.objects.order_by("-pk").first()
        before = listed(settings, "sealed.csv")
        assert answer(second, "sealing", asked.pk, typed=typed).status_code == 404, "nobody answers their own"
        answer(first, "sealing", asked.pk, typed="0000000032")
        assert listed(settings, "sealed.csv") == before, "another number"
        answer(first, "sealing", asked.pk, typed=typed)
        assert listed(settings, "sealed.csv") == ([NUMBER] if shown == 404 else [])
        assert sign_in(first).get(card).status_code == shown
    told = Event.objects.filter(action="sealing.agreed").order_by("seq").values_list("detail", flat=True)
    assert list(told) == [{"lifts": False}, {"lifts": True}]


def test_who_is_sealed_cant_be_found_out_by_asking_for_it_again(supervisors, answer):
    first, second = supervisors
    Sealed.objects.create(resident_id=NUMBER, reason="", by=first, second=second, stands=True)
    client = sign_in(first)
    for more in ({}, {"lifts": "yes"}):
        pages = [
            client.post(reverse("seal"), {"resident_id": number, **more}, follow=True).content.decode()
            for number in (NUMBER, "0000000021")
        ]
        waits = [page.count("番号は表示しません") for page in pages]
        assert waits[1] == waits[0] + 1 and NUMBER not in "".join(pages)


def test_who_is_sealed_is_gone_from_every_page_at_once_before_the_next_run(supervisors, accounts):
    first, second = supervisors
    client = sign_in(first)
    card = reverse("child", kwargs={"child_id": child_id("taro")})
    assert "山田　花" in client.get(card).content.decode()
    Sealed.objects.create(resident_id="0000000001", reason="", by=first, second=second, stands=True)
    assert client.get(reverse("child", kwargs={"child_id": child_id("hana")})).status_code == 404
    assert "山田　花" not in client.get(card).content.decode(), "nor as a sister"
    for page in (client.get(reverse("worklist")), client.get(reverse("outreach"))):
        assert "山田　花" not in page.content.decode()
    assert "山田　花" not in client.post(reverse("find"), {"words": "ヤマダ"}).content.decode()
    facts = reverse("facts", kwargs={"child_id": child_id("hana")})
    assert sign_in(accounts[Party.ANALYST]).get(facts).status_code == 404


CHANGE = {
    "value": "20",
    "since": "2026-12-01",
    "reference": "試行要領 3条",
    "reason": "今年度の試行で早めに気づくため、基準を下げる",
}


def test_a_threshold_is_changed_by_one_who_proposes_with_a_what_if_and_another_who_approves(
    supervisors, accounts, settings, answer, whole_log
):
    where = {"rule": "absence-long", "number": "days"}
    analyst, (first, _second) = sign_in(accounts[Party.ANALYST]), supervisors
    tried = analyst.post(reverse("threshold_propose", kwargs=where), {**CHANGE, "try": "1"})
    assert "新たに該当" in tried.content.decode() and not ThresholdChange.objects.exists()
    analyst.post(reverse("threshold_propose", kwargs=where), CHANGE)
    change = ThresholdChange.objects.get()
    assert change.before["value"] == 30 and change.what_if[0]["en"] == "added"
    shown = sign_in(first).get(reverse("proposals")).content.decode()
    assert "試行要領 3条" in shown and "30" in shown and "新たに該当" in shown
    refused = reverse("answer", kwargs={"kind": "threshold", "proposal_id": change.pk})
    assert analyst.post(refused, {"agrees": "yes", "reason": "よい"}).status_code == 404
    answer(first, "threshold", change.pk)
    delivered = yaml.safe_load((settings.PEOPLE / "current" / "thresholds.yaml").read_text(encoding="utf-8"))
    assert (delivered[0]["value"], delivered[0]["since"], delivered[0]["number"]) == (20, date(2026, 12, 1), "days")
    assert "analystさん" in delivered[0]["author"] and "supervisorさん" in delivered[0]["author"]
    assert "20" in analyst.get(reverse("thresholds")).content.decode()
    event = Event.objects.get(action="threshold.agreed")
    assert event.detail["reference"] == "試行要領 3条" and event.detail["before"]["value"] == 30


def test_a_supervisor_may_propose_a_threshold_and_then_not_approve_it(supervisors, answer):
    first, _second = supervisors
    where = {"rule": "absence-long", "number": "days"}
    sign_in(first).post(reverse("threshold_propose", kwargs=where), CHANGE)
    assert answer(first, "threshold", ThresholdChange.objects.get().pk).status_code == 404
    sign_in(first).post(reverse("threshold_propose", kwargs=where), {**CHANGE, "reason": "短い"})
    assert ThresholdChange.objects.count() == 1


def test_a_threshold_rests_on_a_reference_or_is_said_to_be_an_assumption(supervisors):
    client, where = sign_in(supervisors[0]), {"rule": "absence-long", "number": "days"}
    address = reverse("threshold_propose", kwargs=where)
    for wrong in ({"reference": ""}, {"assumed": "on"}):
        assert "どちらか一つです" in client.post(address, {**CHANGE, **wrong}).content.decode()
    assert "30 → <b>20</b>" in client.post(address, {**CHANGE, "try": "1"}).content.decode()
    client.post(address, {**CHANGE, "reference": "", "assumed": "on"})
    assert ThresholdChange.objects.get().reference == "assumption"
    assert "仮定（公表された値はありません）" in client.get(reverse("proposals")).content.decode()


def test_a_threshold_changes_no_day_that_a_run_has_been_published_for(supervisors, answer):
    first, second = supervisors
    where = {"rule": "absence-long", "number": "days"}
    for since in ("1990-01-01", "2026-09-30"):
        refused = sign_in(first).post(reverse("threshold_propose", kwargs=where), {**CHANGE, "since": since})
        assert refused.status_code == 400 and "過去の結果の基準は変えません" in refused.content.decode()
    assert not ThresholdChange.objects.exists()
    sign_in(first).post(reverse("threshold_propose", kwargs=where), CHANGE)
    ThresholdChange.objects.update(since=date(2026, 9, 30))  # a run was published while it waited
    answer(second, "threshold", ThresholdChange.objects.get().pk)
    assert ThresholdChange.objects.get().stands is None, "it waits to be refused, and asked for anew"


WRITTEN = "受付の書類と照らして、担当課に電話で確かめた"


@pytest.mark.parametrize(
    ("name", "where", "sent", "said"),
    [
        ("answer", {"kind": "suspension", "proposal_id": 1}, {"reason": WRITTEN}, "必須"),
        (
            "answer",
            {"kind": "sealing", "proposal_id": 1},
            {"agrees": "yes", "reason": WRITTEN, "typed": "99"},
            "番号が一人目の",
        ),
        ("answer", {"kind": "threshold", "proposal_id": 1}, {"agrees": "yes", "reason": WRITTEN}, "適用する日が過去に"),
        ("lift", {"proposal_id": 2}, {"reason": WRITTEN}, "必須"),
        ("suspend", {"child_id": child_id("unknown")}, {"reason": WRITTEN}, "住民登録のない"),
        (
            "outreach_answer",
            {"child_id": child_id("hana"), "support": "takeup-school-aid"},
            {"reason": WRITTEN},
            "必須",
        ),
        ("sample_draw", {}, {"size": "9999", "reason": WRITTEN}, "400"),
        ("glass_review", {"glass_id": 1}, {"finding": "長" * 1001}, "1000"),
    ],
)
def test_what_somebody_wrote_still_stands_there_when_it_is_refused(name, where, sent, said, supervisors, accounts):
    by, written = {"by": accounts[Party.ANALYST], "reason": "求める"}, sent.get("finding", WRITTEN)
    Suspension.objects.create(pk=1, resident_id=NUMBER, child_id=child_id("shizuka"), **by)
    Suspension.objects.create(pk=2, resident_id="0000000002", child_id=child_id("taro"), stands=True, **by)
    Sealed.objects.create(pk=1, resident_id=NUMBER, **by)
    at_once = {
        "rule": "absence-long",
        "number": "days",
        "before": {"value": 30},
        "value": 20,
        "since": date(2026, 9, 30),
    }
    ThresholdChange.objects.create(pk=1, reference="要領", what_if=[], **at_once, **by)
    until = timezone.now()
    BreakGlass.objects.create(
        pk=1, child_id=child_id("hana"), account=accounts[Party.HEALTH], reason="夜間", until=until
    )
    answer = sign_in(supervisors[0]).post(reverse(name, kwargs=where), sent)
    page = answer.content.decode()
    assert answer.status_code == 400 and said in page and page.count(written) == 1
    assert 'value="99"' not in page, "a number to be sealed is shown nowhere"


@pytest.fixture
def uneven(settings, tmp_path):
    """A run in which a rule holds for 40 of 100 children of one parent and for 10 of 100 of two."""
    writer = RunWriter()
    writer.row(
        "rule",
        rule="absence-long",
        section="2",
        label_ja="長期欠席",
        label_en="long absence",
        purpose="",
        legal_basis="",
    )
    for parents, holding in ((1, 40), (2, 10)):
        for number in range(100):
            name = f"{parents}-{number}"
            writer.row("child", child_id=child_id(name), status="resident", minor=True)
            writer.row("fact", child_id=child_id(name), fact="parents", state="known", number=parents)
            writer.flag(name, "absence-long", "true" if number < holding else "false", "", "", [])
    writer.write(tmp_path / "uneven")
    settings.RUNS = tmp_path / "uneven"


def test_a_gap_between_groups_is_explained_in_writing_or_stays_open(supervisors, uneven):
    client = sign_in(supervisors[0])
    rows = {row.part: row for row, _ in client.get(reverse("gaps")).context["rows"]}
    assert {part[:4]: row.ratio for part, row in rows.items()} == {"ひとり親": 1.6, "ふたり親": 0.4}
    client.cookies["django_language"] = "en"
    english = client.get(reverse("gaps")).content.decode()
    assert "<br>one parent</td>" in english and "<br>ひとり親" not in english
    client.cookies["django_language"] = "ja"
    assert "<br>ひとり親</td>" in client.get(reverse("gaps")).content.decode()
    part = next(iter(rows))
    asked = {"rule": "absence-long", "dimension": "one-parent", "part": part}
    refused = client.post(reverse("gap_explain"), {**asked, "reason": "短い"}).content.decode()
    assert 'value="短い"' in refused and "（いま2文字）" in refused
    assert not GapReason.objects.exists()
    client.post(reverse("gap_explain"), {**asked, "reason": "支援の届いている世帯が多いため。担当課に確かめた。"})
    assert [row.part for row, _ in client.get(reverse("gaps")).context["rows"] if row.reason] == [part]
    assert client.post(reverse("gap_explain"), {**asked, "part": "nowhere", "reason": "x" * 20}).status_code == 404


def test_statistics_are_released_by_two_supervisors_once_every_gap_has_its_reason(
    supervisors, uneven, answer, whole_log
):
    first, second = supervisors
    client, asked = sign_in(first), {"reason": "半期ごとの公表の日が来たため。数字を確かめた。"}
    assert 'name="reason"' not in client.get(reverse("analysis")).content.decode(), "it isn't offered yet"
    refused = client.post(reverse("statistics_release"), asked).content.decode()
    assert not StatisticsRelease.objects.exists(), "two groups outside the limits are unexplained"
    assert "理由のないもの 2件" in refused and "先に理由を書いてください" in refused and asked["reason"] in refused
    for row, _ in client.get(reverse("gaps")).context["rows"]:
        explained = {
            "rule": row.rule,
            "dimension": row.dimension,
            "part": row.part,
            "reason": "支援の届いている世帯が多いため。" * 2,
        }
        client.post(reverse("gap_explain"), explained)
    assert "20文字以上で書いてください。" in client.get(reverse("analysis")).content.decode(), "it says so beforehand"
    refused = client.post(reverse("statistics_release"), {"reason": "短い"}).content.decode()
    assert "20文字以上で書いてください（いま2文字）。" in refused and ">\n短い</textarea>" in refused
    assert not StatisticsRelease.objects.exists()
    client.post(reverse("statistics_release"), asked)
    release = StatisticsRelease.objects.get()
    assert answer(first, "statistics", release.pk).status_code == 404, "nobody approves their own"
    answer(second, "statistics", release.pk)
    release.refresh_from_db()
    assert (release.stands, release.second, release.run_id) == (True, second, current().run_id)
    assert "公表の承認" in client.get(reverse("analysis")).content.decode()
    assert Event.objects.get(action="statistics.agreed").run_id == current().run_id
