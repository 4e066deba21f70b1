"""A mail is its text and the same in HTML, in the look of whoever writes; it is the same octets however often it is made."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from mail.composing import composed
from mail.queries import Taken
from mail.sender import Sender

HOUSE = Sender("noreply@house.example", "Namehouse", "bounces@house.example")
AT = datetime(2026, 9, 1, tzinfo=UTC)


def taken(text: str, name: str = "Vera", subject: str = "Hello", **brand) -> Taken:
    brand = {"brand": None, **brand}
    return Taken(
        7,
        "<k@house.example>",
        "system.test",
        "vera@one.example",
        name,
        "en",
        subject,
        text,
        AT,
        None,
        1,
        AT,
        False,
        **brand,
    )


def arrived(mail: Taken):
    octets = composed(mail, HOUSE).as_bytes()
    assert octets == composed(mail, HOUSE).as_bytes()
    return message_from_bytes(octets, policy=default)


def test_both_parts_say_the_same_and_only_a_line_of_its_own_is_a_link() -> None:
    text = "Hello <b>you</b>,\nsee https://one.example/\n\nhttps://panel.example/c/1?a=1&b=2\n\nBye"
    message = arrived(taken(text))
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == text
    html = message.get_body(("html",)).get_content()
    assert "Hello &lt;b&gt;you&lt;/b&gt;,<br>see https://one.example/" in html
    assert html.count("<a ") == 1 and 'href="https://panel.example/c/1?a=1&amp;b=2"' in html
    assert "<script" not in html and "http-equiv" not in html


def test_a_branded_mail_brings_name_colour_and_logo_with_it() -> None:
    logo = b"\x89PNG rest"
    message = arrived(taken("Hi", brand="Shop <&>", colour="#ffee00", logo=logo, logo_kind="image/png"))
    assert message["From"].addresses[0].display_name == "Shop <&>"
    html = message.get_body(("related", "html"))
    assert html.get_content_type() == "multipart/related"
    page, picture = html.iter_parts()
    assert "Shop &lt;&amp;&gt;" in page.get_content() and "#ffee00" in page.get_content()
    assert 'src="cid:logo"' in page.get_content() and picture["Content-ID"] == "<logo>"
    assert picture.get_content() == logo


def test_a_hostile_name_is_a_name_and_a_huge_text_still_a_mail() -> None:
    message = arrived(taken("x" * 200_000, name='Vera" <all@one.example>, "', subject="s" * 5_000))
    assert [each.addr_spec for each in message["To"].addresses] == ["vera@one.example"]
    assert len(message["Subject"]) <= 400
    assert max(map(len, composed(taken("x" * 200_000), HOUSE).as_bytes().splitlines())) < 998, "RFC 5322, 2.1.1"
