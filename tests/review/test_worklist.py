"""The list: which children each facet holds, facets together, filters that people save, and finding a child by name."""

import pytest
from django.urls import reverse
from django.utils import timezone
from run_writer import child_id
from signing_in import sign_in

from review import facets, hiding, published, search
from review.access import Party
from review.cases import people
from review.models import Case, Event, SavedFilter
from review.views import worklist

LIST = reverse("worklist")
NAMES = {"hana": "山田　花", "taro": "山田　太郎", "mamoru": "佐藤　守", "hanare": "佐藤　離", "unknown": "不明　少年"}


def listed(client, query: str) -> set[str]:
    text = client.get(f"{LIST}?{query}").content.decode()
    return {name for name, written in NAMES.items() if written in text}


@pytest.fixture
def supervisor(cases, accounts):
    return sign_in(accounts[Party.SUPERVISOR])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"hana", "taro", "mamoru", "hanare", "unknown"}),
        ("known=unknown", {"hana", "hanare"}),
        ("known=no-consultation", {"hana", "hanare"}),
        ("known=no-registration", {"hana", "hanare", "unknown"}),
        ("known=no-school", {"hana", "hanare", "taro", "unknown"}),
        ("category=priority", {"mamoru"}),
        ("category=priority&known=no-registration", set()),
        ("category=watch&known=unknown&mark=changed", {"hana", "hanare"}),
        ("state=unassigned&category=watch", {"hanare"}),
        ("state=closed", set()),
        ("worker=with-school", {"hana"}),
        ("known=no-such-facet", {"hana", "taro", "mamoru", "hanare", "unknown"}),
    ],
)
def test_chosen_facets_hold_together(query, expected, supervisor):
    assert listed(supervisor, query) == expected


def test_a_consultation_that_may_be_the_childs_isnt_taken_for_none(supervisor):
    """Known to nobody is said where it is certain; the rest is counted beside it, and can be opened."""
    Case.objects.filter(child_id=child_id("hana")).update(consultation_open=None, consultation_from_school=None)
    page = supervisor.get(f"{LIST}?known=unknown").content.decode()
    assert NAMES["hana"] not in page and "有無の分からない子どもが 1 人います" in page
    assert listed(supervisor, "known=unsure") == {"hana"}


def test_every_facet_names_a_group_and_every_view_has_its_facets():
    assert {facet.group for facet in facets.FACETS} <= set(facets.GROUPS)
    names = [facet.name for facet in facets.FACETS]
    assert len(names) == len(set(names))
    assert {name for view in facets.VIEWS for name in view} <= set(names)


@pytest.mark.parametrize("party", [Party.SCHOOL, Party.NURSERY, Party.HEALTH])
def test_who_doesnt_read_consultations_cant_filter_by_them(party, cases, accounts):
    """Else a filter would tell what the card doesn't."""
    client = sign_in(accounts[party])
    page = client.get(LIST).content.decode()
    assert "どこにも知られていない" not in page and "要対協" not in page
    Case.objects.filter(child_id=child_id("hana")).update(consultation_open=True)
    assert listed(client, "known=unknown") == {"hana"}


def test_sos_stands_on_top_then_what_is_due(supervisor, accounts):
    worker, today = accounts[Party.SCHOOL], timezone.localdate()
    people.assign(taro := Case.objects.get(child_id=child_id("taro")), worker, accounts[Party.SUPERVISOR])
    people.follow_up(taro, worker, worker, today, "電話")
    Case.objects.filter(child_id=child_id("hanare")).update(sos_on=today)
    text = supervisor.get(LIST).content.decode()
    places = [text.index(NAMES[name]) for name in ("hanare", "taro", "mamoru")]
    assert places == sorted(places)
    assert listed(supervisor, "mark=sos") == {"hanare"} and listed(supervisor, "mark=due") == {"taro"}
    assert listed(sign_in(worker), "mark=mine") == {"taro"}


def test_what_one_has_opened_in_this_run_is_marked_for_oneself_alone(cases, accounts):
    school, desk = sign_in(accounts[Party.SCHOOL]), sign_in(accounts[Party.CONSULTATION])
    assert "まだ開いていません" in school.get(LIST).content.decode()
    school.get(reverse("child", kwargs={"child_id": child_id("hana")}))
    assert "まだ開いていません" not in school.get(LIST).content.decode()
    assert "まだ開いていません" in desk.get(LIST).content.decode()


def test_a_filter_is_saved_under_a_name_opened_and_deleted_with_its_events(supervisor, whole_log):
    chosen = {"category": "watch", "known": "unknown", "name": "見守りで知られていない"}
    assert supervisor.post(reverse("filter_save"), chosen).status_code == 302
    saved = SavedFilter.objects.get()
    assert saved.facets == ["watch", "unknown"]
    page = supervisor.get(LIST).content.decode()
    assert "見守りで知られていない" in page and "?category=watch&amp;known=unknown" in page
    supervisor.post(reverse("filter_delete", kwargs={"filter_id": saved.pk}))
    assert not SavedFilter.objects.exists()
    events = Event.objects.filter(action__startswith="filter.").order_by("seq")
    assert [(event.action, event.detail["facets"]) for event in events] == [
        ("filter.saved", ["watch", "unknown"]),
        ("filter.deleted", ["watch", "unknown"]),
    ]
    assert "見守りで" not in "".join(str(event.detail) for event in events)


def test_a_filter_saved_twice_under_a_name_is_one_filter_and_an_empty_one_is_none(supervisor):
    for facet in ("due", "changed"):
        supervisor.post(reverse("filter_save"), {"mark": facet, "name": "朝"})
    assert SavedFilter.objects.get().facets == ["changed"]
    supervisor.post(reverse("filter_save"), {"name": "何もない"})
    supervisor.post(reverse("filter_save"), {"mark": "due", "name": ""})
    assert SavedFilter.objects.count() == 1


def test_saved_filters_are_ones_own(supervisor, accounts):
    supervisor.post(reverse("filter_save"), {"mark": "due", "name": "わたしの朝"})
    other = sign_in(accounts[Party.CONSULTATION])
    assert "わたしの朝" not in other.get(LIST).content.decode()
    address = reverse("filter_delete", kwargs={"filter_id": SavedFilter.objects.get().pk})
    assert other.post(address).status_code == 404 and SavedFilter.objects.exists()


def test_a_facet_that_one_may_use_no_more_is_left_out_of_a_saved_filter(cases, accounts):
    account = accounts[Party.SCHOOL]
    SavedFilter.objects.create(account=account, name="前の職場で", facets=["due", "unknown"])
    assert 'href="/worklist/?mark=due"' in sign_in(account).get(LIST).content.decode()


def test_a_card_leads_back_to_the_list_as_it_was_left_and_on_to_the_next_child(supervisor):
    supervisor.get(f"{LIST}?category=watch")
    first = supervisor.session["list"]["children"][0]
    page = supervisor.get(reverse("child", kwargs={"child_id": first})).content.decode()
    assert 'href="/worklist/?category=watch" aria-keyshortcuts="u"' in page
    assert 'aria-keyshortcuts="n"' in page and 'aria-keyshortcuts="p"' not in page


def test_a_search_finds_however_a_name_is_typed_and_only_whom_one_may_see(supervisor, accounts):
    for typed in ("山田 花", "やまだ", "ﾔﾏﾀﾞ ﾊﾅ", "ヤマダハナ"):
        answer = supervisor.post(reverse("find"), {"words": typed})
        assert NAMES["hana"] in answer.content.decode(), typed
    school = sign_in(accounts[Party.SCHOOL])
    assert NAMES["mamoru"] not in school.post(reverse("find"), {"words": "佐藤"}).content.decode()
    assert NAMES["taro"] not in school.post(reverse("find"), {"words": "山田"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "written"), [("渡辺", "渡邊"), ("高橋", "髙橋"), ("斉藤", "齊藤"), ("Smith", "ｓｍｉｔｈ")]
)
def test_a_name_is_found_in_its_old_and_variant_characters(typed, written):
    assert search.folded(typed) == search.folded(written)


@pytest.mark.parametrize(
    ("party", "reads"),
    [(Party.SCHOOL, True), (Party.CONSULTATION, True), (Party.HEALTH, False), (Party.NURSERY, False)],
)
def test_that_a_child_signalled_is_told_to_those_alone_who_read_signals(party, reads, cases, accounts):
    case = Case.objects.get(child_id=child_id("hana"))
    case.grounds["sos"] = {"level": "", "extracts": ["sos_signals"], "records": ["ab" * 16]}
    case.sos_on, case.returned_because = timezone.localdate(), "sos"
    case.save()
    client = sign_in(accounts[party])
    page = client.get(LIST).content.decode()
    assert ("SOS 20" in page) is ('class="sos' in page) is reads
    assert ("子どもSOS" in page) is reads, "as a filter"
    card = client.get(reverse("child", kwargs={"child_id": child_id("hana")})).content.decode()
    assert ("本人の信号" in card) is reads and "再確認が必要です" in card
    record = hiding.Linked("sos_signals", "ab" * 16, child_id("hana"))
    hiding.say(published.current(), record, accounts[party], "別の子", child_id("hana"))
    assert "SOS 20" not in client.get(LIST).content.decode()


def test_the_order_of_the_list_doesnt_tell_who_signalled_to_those_who_dont_read_it(cases, accounts):
    taro = Case.objects.get(child_id=child_id("taro"))
    Case.objects.filter(pk=taro.pk).update(sos_on=timezone.localdate(), change="")
    for party in (Party.SCHOOL, Party.HEALTH):
        people.assign(taro, accounts[party], accounts[Party.SUPERVISOR])
    first = {
        party: worklist.in_order(worklist.visible(accounts[party]), accounts[party]).first().child_id
        for party in (Party.SCHOOL, Party.HEALTH)
    }
    assert first == {Party.SCHOOL: child_id("taro"), Party.HEALTH: child_id("hana")}


def test_a_case_that_comes_back_after_everybody_left_it_stands_among_those_without_a_worker(
    cases, accounts, supervisor
):
    case = Case.objects.get(child_id=child_id("hana"))
    people.decide(case, accounts[Party.CONSULTATION], "close", "落ち着いた", False, [])
    for assignment in list(case.assignments.all()):
        people.unassign(case, assignment.account, accounts[Party.SUPERVISOR])
    assert "hana" not in listed(supervisor, "state=unassigned")
    people.concern(child_id("hana"), accounts[Party.SUPERVISOR], "また姿が見えない", published.current())
    assert "hana" in listed(supervisor, "state=unassigned")
