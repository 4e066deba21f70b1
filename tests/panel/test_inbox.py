"""Whoever tries the product out on one machine reads there what it mailed; nobody else does, and no house with clients."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mail.catching import CatchAll, catches, catching, may_catch
from mail.drain import Drain
from mail.sender import Sender
from registry.settings import Mail, SettingsError, load
from tests.panel.house import House
from tests.panel.test_confirming import fresh, levels


@pytest.fixture
def caught(yard: House) -> Iterator[House]:
    """A house that catches its mails; `drain` brings them there."""
    before = yard.app.extensions["house"]
    yard.app.extensions["house"] = replace(before, catches_mail=True)
    yield yard
    yard.app.extensions["house"] = before


def drain(house: House) -> None:
    sender = Sender("noreply@localhost", "Namehouse", "noreply@localhost")
    house.run(Drain(house.world.registry, CatchAll(house.world.registry), sender, Mail()).drain())


@pytest.mark.feature("IAM-03")
def test_a_stranger_confirms_an_address_by_the_link_in_the_caught_mail(caught: House) -> None:
    number = fresh(caught, email="stranger@one.example")
    sent = caught.signed_in("client").post(
        f"/client-contacts/{number}/send-link", at=f"/client-contacts/{number}/send-link"
    )
    assert sent.status_code == 302
    drain(caught)
    stranger = caught.visitor()
    assert "/inbox/" in stranger.get("/sign-in").text and "/inbox/" in caught.signed_in("client").get("/account/").text
    listed = stranger.get("/inbox/?to=stranger@one.example").text
    (path,) = set(re.findall(r'href="(/inbox/\d+)"', listed))
    shown = stranger.get(path).text
    (link,) = re.findall(r'<a href="(http[^"]+confirm[^"]+)"', shown)
    assert link.replace("&", "&amp;") in stranger.get(f"{path}/html").text
    assert "allow-scripts" not in stranger.get(f"{path}/html").headers["Content-Security-Policy"]
    inside = re.sub("^https?://[^/]+", "", link)
    assert (
        stranger.post("/client-contacts/-/confirm", {"token": inside.partition("token=")[2]}, at=inside).status_code
        == 200
    )
    assert levels(caught, number)["email"] == "confirmed"
    (kept,) = caught.run(
        caught.world.fetch("SELECT state, answer FROM mail.message WHERE address = 'stranger@one.example'")
    )
    assert tuple(kept) == ("sent", "kept on this machine")


def test_nobody_reads_it_from_elsewhere_or_where_mail_leaves(caught: House) -> None:
    visitor = caught.visitor()
    assert visitor.get("/inbox/").status_code == 200
    sql = """WITH made AS (
                 INSERT INTO panel.brand (seller_id, host, name, colour, updated_at, updated_by)
                 SELECT id, 'shop.example', 'Shop', '#0b7a6b', created_at, 'x' FROM iam.account WHERE login = 'reseller'
              RETURNING seller_id, host
             )
             INSERT INTO panel.brand_host (seller_id, host) SELECT seller_id, host FROM made"""
    caught.run(caught.world.store.reading(lambda db: db.execute(sql)))
    caught.run(caught.app.brands.read())
    elsewhere = {"base_url": "http://shop.example/"}
    assert visitor.get("/inbox/", **elsewhere).status_code == 404
    assert "/inbox/" not in visitor.get("/sign-in", **elsewhere).text
    assert visitor.get("/inbox/", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    caught.app.extensions["house"] = replace(caught.app.extensions["house"], catches_mail=False)
    for path in ("/inbox/", "/inbox/1", "/inbox/1/html"):
        assert visitor.get(path).status_code == 404
    assert "/inbox/" not in visitor.get("/sign-in").text


@pytest.mark.parametrize(
    "said",
    [
        {"NAMEHOUSE_PANEL_HOST": "0.0.0.0"},
        {"NAMEHOUSE_PANEL_URL": "https://panel.house.example/"},
        {"NAMEHOUSE_PANEL_PROXIES": "10.0.0.0/8"},
        {"NAMEHOUSE_MAIL_HOST": "smtp.house.example"},
    ],
)
def test_no_house_with_clients_catches_its_mails(said) -> None:
    settings = load({"NAMEHOUSE_MAIL_CATCH_ALL": "yes", **said})
    assert not may_catch(settings)
    with pytest.raises(SettingsError, match="catch_all"):
        catches(settings)
    assert not catches(load(said))
    assert not catching(load(said)).mail.catch_all
    assert catching(load({})).mail.catch_all, "the demo does"
    assert not catching(load({"NAMEHOUSE_DEMO": "no"})).mail.catch_all
    assert catches(load({"NAMEHOUSE_MAIL_CATCH_ALL": "yes"}))
