from run_writer import child_id
from signing_in import sign_in

from review.access import Party


def test_lists(cases, accounts, whole_log):
    client = sign_in(accounts[Party.SUPERVISOR])
    page = client.get("/worklist/")
    assert page.status_code == 200
    assert "山田" in page.content.decode()
    page = client.get(f"/children/{child_id('hana')}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "今年度の欠席が35日" in text
    open("/tmp/review/card.html", "w").write(text)
