"""What every answer carries, and what every request must bring."""

import logging
import re

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from registry.settings import Panel
from tests.panel.house import House


@pytest.mark.parametrize("path", ["/sign-in", "/domains/", "/nowhere", "/static/panel.css"])
def test_every_answer_carries_the_headers_and_a_policy_without_inline_anything(house: House, path: str) -> None:
    answer = house.signed_in("master").get(path)
    answer.close()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/sign-in", "/dashboard/", "/domains/welcome.test", "/account/", "/commands/"])
def test_no_page_of_ours_carries_inline_style_or_script(house: House, path: str) -> None:
    text = house.signed_in("master").get(path).text
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)


def test_pages_are_never_kept_and_fingerprinted_files_for_ever(house: House) -> None:
    visitor = house.signed_in("master")
    page = visitor.get("/domains/")
    assert page.headers["Cache-Control"] == "no-store"
    sheet = re.search(r"/static/panel\.css\?v=[0-9a-f]+", page.text)[0]
    with visitor.get(sheet) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_form_without_its_token_is_refused(house: House) -> None:
    visitor = house.signed_in("master")
    for path in ("/sign-in", "/sign-out", "/look", "/account/password", "/account/sessions/revoke-others"):
        answer = visitor.ask("POST", path, data={"csrf_token": "guessed"})
        assert answer.status_code == 400 and "This form is too old" in answer.text
    assert visitor.get("/account/").status_code == 200


def test_a_host_that_is_not_ours_is_refused(house: House) -> None:
    answer = house.visitor().get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_an_error_page_gives_a_reference_and_no_detail(house: House, caplog) -> None:
    app = create_app(house.world.registry, house.database, Bridge(house.loop), Panel(secret_key="x"))

    async def broken() -> str:
        raise RuntimeError("the secret ingredient is thyme")

    broken.permission = ""
    app.add_url_rule("/broken", "broken", broken)
    visitor = house.visitor()
    visitor.app, visitor.client = app, app.test_client()
    with caplog.at_level(logging.ERROR):
        answer = visitor.get("/broken")
    assert answer.status_code == 500
    assert "thyme" not in answer.text and "Traceback" not in answer.text
    reference = answer.headers["X-Request-Id"]
    assert reference in answer.text and reference in caplog.text and "thyme" in caplog.text


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/domains/no.such.name", 404), ("/account/password", 405)]
)
def test_what_is_not_there_is_a_page_too(house: House, path: str, status: int) -> None:
    answer = house.signed_in("master").get(path)
    assert answer.status_code == status
    assert answer.headers["X-Request-Id"] in answer.text


@pytest.mark.parametrize("url", ["https://panel.example/", "http://panel.example/"])
def test_behind_tls_cookies_are_host_bound_and_secure(house: House, url: str) -> None:
    """By the settings, or by what the request's own scheme is, which a trusted proxy tells."""
    settings = Panel(secret_key="x", url=url)
    app = create_app(house.world.registry, house.database, Bridge(house.loop), settings)
    visitor = house.visitor()
    visitor.app, visitor.client = app, app.test_client()
    base = {"base_url": "https://panel.example", "headers": {"Referer": "https://panel.example/sign-in"}}
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/sign-in", **base).text)[1]
    form = {"csrf_token": token, "login": "master", "password": "four plain words here"}
    answer = visitor.ask("POST", "/sign-in", data=form, **base)
    assert answer.status_code == 302
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-namehouse="))
    assert all("Secure" in each and "HttpOnly" in each for each in answer.headers.getlist("Set-Cookie"))
    assert "HttpOnly" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert visitor.get("/account/", **base).status_code == 200
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_without_tls_cookies_are_not_secure_or_browsers_would_lose_them(house: House) -> None:
    visitor = house.visitor()
    answer = visitor.sign_in("master")
    assert not any("Secure" in each for each in answer.headers.getlist("Set-Cookie"))
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.feature("UX-01")
def test_a_look_is_kept_with_the_account_wherever_it_signs_in_and_only_a_known_one(house: House) -> None:
    visitor, elsewhere = house.visitor(), house.visitor()
    visitor.sign_in("client")
    assert "data-bs-theme" not in visitor.get("/account/").text
    chosen = {"theme": "dark", "density": "dense", "layout": "top", "next": "/account/"}
    assert visitor.post("/look", chosen).location == "/account/"
    begins = '<html lang="en" data-bs-theme="dark" data-density="dense" data-layout="top">'
    assert (
        begins in visitor.get("/account/").text
        and '<details class="nh-drop nh-nav-drop' in visitor.get("/account/").text
    )
    visitor.post("/look", {"theme": '"><script>', "next": "//evil.example"})
    assert begins in visitor.get("/account/").text
    assert "data-bs-theme" not in elsewhere.get("/sign-in").text
    elsewhere.sign_in("client")
    assert begins in elsewhere.get("/account/").text, "another browser of the same account"
    visitor.post("/look", {"theme": "light"})
    assert 'data-bs-theme="light" data-density="dense"' in elsewhere.get("/account/").text
    visitor.post("/sign-out")
    assert 'data-bs-theme="light"' in visitor.get("/sign-in").text, "the sign-in is as this browser was last"
    elsewhere.post("/look", {"theme": "auto", "density": "roomy", "layout": "side"})


def test_what_people_typed_is_text_and_nothing_more(house: House) -> None:
    visitor = house.signed_in("master")
    assert "Bob &lt;b&gt;Bold&lt;/b&gt;" in visitor.get("/contacts/BETA-1").text
    assert "<script>alert" not in visitor.get("/domains/?q=<script>alert(1)</script>").text
