"""GET /dev/inbox/ and /dev/inbox.json: what was sent to anybody."""

from apps.kernel import redis
from apps.notifications import sms
from apps.notifications.sms import LocalInbox


def send(to: str, text: str) -> None:
    LocalInbox().send(to=to, text=text, reference="r")


def test_the_newest_first_and_by_number(client, db):
    send("+213550000001", "one")
    send("+213550000002", "two")

    everybody = client.get("/dev/inbox.json").json()["messages"]
    amina = client.get("/dev/inbox.json", {"to": "+213550000001"}).json()["messages"]
    assert [message["text"] for message in everybody] == ["two", "one"]
    assert [(message["to"], message["channel"], message["text"]) for message in amina] == [
        ("+213550000001", "sms", "one")
    ]
    assert client.get("/dev/inbox.json", {"to": "+213550000009"}).json() == {"messages": []}


def test_the_page_shows_them_and_says_when_there_are_none(client, db):
    empty = client.get("/dev/inbox/", HTTP_ACCEPT_LANGUAGE="en")
    assert b"Nothing yet" in empty.content
    send("+213550000001", "<script>alert(1)</script>")
    page = client.get("/dev/inbox/", HTTP_ACCEPT_LANGUAGE="ar").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert 'dir="rtl"' in page
    assert '<bdi dir="ltr">+213550000001</bdi>' in page


def test_it_only_shows(client, db):
    assert client.post("/dev/inbox.json").status_code == 405


def test_it_keeps_the_last_ones_for_ten_minutes(monkeypatch):
    monkeypatch.setattr(sms, "KEPT", 3)
    for number in range(5):
        send("+213550000001", str(number))
    assert [message["text"] for message in LocalInbox.messages()] == ["4", "3", "2"]
    assert all(0 < redis.client().ttl(key) <= 600 for key in redis.client().keys("*inbox*"))
    monkeypatch.setattr(sms, "KEPT_FOR_S", -1)
    assert LocalInbox.messages() == []
