"""A reseller's panel is called and looks as the reseller says, at the reseller's host and nowhere else."""

import base64
import html
import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.brands.logos import LogoRefused, logo_of
from panel.kit import resolving
from panel.kit.colours import DARK_CARD, READABLE, SIDE_WORDS, WHITE, contrast, parsed, style_sheet, until_readable
from panel.kit.resolving import AskedResolver
from tests.panel.house import House
from tests.panel.names import served

HOST = "panel.reseller.example"
AT = f"http://{HOST}/"


def png(width: int = 2, height: int = 2, *more: tuple[bytes, bytes], end: bytes = b"") -> bytes:
    """A white picture with further chunks before its end, and something after it."""
    drawn = zlib.compress((b"\0" + b"\xff" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), *more, (b"IDAT", drawn), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(octets)) + name + octets + struct.pack(">I", zlib.crc32(name + octets))
        for name, octets in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body + end


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(octets)) + octets + b"\0" * (len(octets) % 2) for name, octets in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


LOSSLESS = (b"VP8L", b"\x2f" + struct.pack("<I", 1 | 1 << 14) + b"\0\0\0")


def test_of_a_picture_only_what_draws_is_kept() -> None:
    told = png(2, 2, (b"tEXt", b"Author\0somebody"), (b"eXIf", b"a place"), end=b"<script>")
    kept = logo_of(told)
    assert kept.kind == "image/png" and kept.octets == png()
    meant = webp((b"VP8X", b"\x1c\0\0\0" + b"\1\0\0" * 2), LOSSLESS, (b"EXIF", b"a place"), (b"XMP ", b"<xml/>"))
    kept = logo_of(meant)
    assert kept.kind == "image/webp" and b"a place" not in kept.octets and b"XMP" not in kept.octets
    assert kept.octets == webp((b"VP8X", b"\x10\0\0\0" + b"\1\0\0" * 2), LOSSLESS)


@pytest.mark.parametrize(
    "octets",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"GIF89a",
        b"",
        b"\x89PNG\r\n\x1a\n",
        png()[:-4],
        png()[:40] + b"\0" + png()[41:],
        png(5000, 1),
        png(0, 1),
        png(2, 2, (b"EVIL", b"x")),
        png() + b"x" * 70_000,
        webp((b"EXIF", b"x")),
        webp(LOSSLESS, (b"ANIM", b"\0" * 6)),
        webp(LOSSLESS)[:-3],
        b"RIFF\xff\xff\xff\xffWEBP",
    ],
)
def test_what_is_no_plain_picture_is_refused(octets: bytes) -> None:
    with pytest.raises(LogoRefused):
        logo_of(octets)


@given(st.binary(max_size=200), st.sampled_from([png(), webp(LOSSLESS)]), st.integers(0, 80))
def test_whatever_is_handed_in_is_a_picture_or_refused(noise: bytes, good: bytes, at: int) -> None:
    for octets in (noise, good[:at] + noise + good[at:], good[:12] + noise):
        try:
            assert logo_of(octets).kind in ("image/png", "image/webp")
        except LogoRefused as refused:
            assert str(refused)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_whatever_the_colour_words_stay_readable(colour: tuple[int, int, int]) -> None:
    assert contrast(until_readable(colour, WHITE, DARK_CARD), DARK_CARD) >= READABLE
    sheet = style_sheet(colour)
    side = parsed(sheet.partition("--nh-side:")[2][:7])
    assert side and contrast(side, SIDE_WORDS) >= READABLE
    dark = sheet.partition("[data-bs-theme=dark]{")[2]
    bright, words = (parsed(dark.partition(f"--tblr-primary{name}:")[2][:7]) for name in ("", "-fg"))
    assert bright and words and contrast(bright, words) >= READABLE


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast((0, 0, 0), WHITE) == pytest.approx(21)
    assert contrast((118, 118, 118), WHITE) == pytest.approx(4.54, abs=0.01)
    assert parsed("#0b7a6b") == (11, 122, 107) and parsed("0b7a6b") is None and parsed("#0b7a6g") is None


def keep(visitor, login: str = "reseller", **rest: object):
    form = {"hosts": HOST, "name": "Bright & Names", "colour": "#7a1fa2", **rest}
    return visitor.post(f"/brands/{login}/change", form, at="/account/", content_type="multipart/form-data")


@pytest.fixture
def branded(house: House):
    visitor = house.signed_in("reseller")
    assert keep(visitor, **{"logo.octets": (io.BytesIO(png()), "logo.png")}).status_code == 302
    yield visitor
    assert visitor.post("/brands/reseller/remove").status_code == 302


@pytest.mark.feature("UX-01")
def test_at_its_host_the_panel_has_its_name_colour_and_logo_and_elsewhere_the_houses(house: House, branded) -> None:
    guest = house.visitor()
    page = guest.get("/sign-in", base_url=AT).text
    assert "<span>Bright &amp; Names</span>" in page and "· Bright &amp; Names</title>" in page
    assert "Namehouse" not in page
    sheet = guest.get("/brands/-/colours.css", base_url=AT)
    assert "--tblr-primary:#7a1fa2" in sheet.text and sheet.mimetype == "text/css"
    logo = guest.get("/brands/-/logo", base_url=AT)
    assert (logo.data, logo.mimetype, logo.headers["X-Content-Type-Options"]) == (png(), "image/png", "nosniff")
    assert "immutable" in logo.headers["Cache-Control"]
    assert "<span>Namehouse</span>" in guest.get("/sign-in").text
    assert guest.get("/brands/-/colours.css").status_code == guest.get("/brands/-/logo").status_code == 404


def test_a_host_that_is_nobodys_is_not_answered_at_before_or_after(house: House) -> None:
    guest = house.visitor()
    assert guest.get("/sign-in", base_url=AT).status_code == 400
    visitor = house.signed_in("reseller")
    keep(visitor)
    assert guest.get("/sign-in", base_url=AT).status_code == 200
    visitor.post("/brands/reseller/remove")
    assert guest.get("/sign-in", base_url=AT).status_code == 400
    assert house.visitor().get("/sign-in").status_code == 200


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(house: House) -> None:
    visitor = house.signed_in("reseller")
    for wrong, said in (
        ({"hosts": ""}, "This is needed"),
        ({"hosts": [HOST, "localhost"]}, "Hosts 2</a>: That is no name of a host"),
        ({"hosts": "Has Blanks.example"}, "no name of a host"),
        ({"hosts": "127.0.0.1"}, "no name of a host"),
        ({"name": ""}, "This is needed"),
        ({"name": "x" * 41}, "at most 40"),
        ({"colour": "red"}, "written like #0b7a6b"),
        ({"colour": "#ffd166"}, "take a darker one"),
        ({"logo.octets": (io.BytesIO(b"<svg/>"), "logo.png")}, "A logo is a PNG or a WebP file."),
        ({"favicon.octets": (io.BytesIO(png() + b"x" * 33_000), "i.png")}, "larger than 32.0 KiB"),
        ({"logo": "no base64!"}, "no file in base64"),
        ({"site": "javascript:alert(1)"}, "no address of a page"),
        ({"support": "nobody"}, "no e-mail address"),
    ):
        answer = keep(visitor, **wrong)
        assert answer.status_code == 422 and said in answer.text, wrong
    assert house.run(house.world.fetch("SELECT FROM panel.brand")) == []


def test_a_form_that_comes_back_holds_the_file_that_was_chosen(house: House) -> None:
    visitor = house.signed_in("reseller")
    wrong = keep(visitor, colour="#ffd166", **{"logo.octets": (io.BytesIO(png()), "logo.png")})
    held = base64.b64encode(png()).decode()
    assert wrong.status_code == 422 and f'name="logo" value="{html.escape(held)}"' in wrong.text
    assert keep(visitor, logo=held).status_code == 302
    assert house.visitor().get("/brands/-/logo", base_url=AT).data == png()
    assert 'name="logo_away"' in visitor.get("/brands/reseller/change").text
    visitor.post("/brands/reseller/remove")


def test_programs_give_pictures_in_base64_and_hosts_as_a_list(house: House) -> None:
    visitor = house.signed_in("reseller")
    headers = {"X-CSRFToken": visitor.token("/account/")}
    body = {
        "name": "Bright",
        "colour": "#7a1fa2",
        "hosts": [HOST, "names.reseller.example"],
        "favicon": base64.b64encode(webp(LOSSLESS)).decode(),
        "terms": "https://reseller.example/terms",
    }
    path = "/api/v1/brands/reseller/change"
    assert (
        visitor.ask("POST", path, json={**body, "favicon": "x"}, headers=headers).json["errors"][0]["field"]
        == "favicon"
    )
    (wrong,) = visitor.ask("POST", path, json={**body, "hosts": [HOST, "x"]}, headers=headers).json["errors"]
    assert (wrong["pointer"], wrong["field"]) == ("#/hosts/1", "hosts~1")
    assert visitor.ask("POST", path, json=body, headers=headers).json["outcome"] == "done"
    guest = house.visitor()
    for host in body["hosts"]:
        page = guest.get("/sign-in", base_url=f"http://{host}/")
        assert "<span>Bright</span>" in page.text and 'href="https://reseller.example/terms"' in page.text
        icon = guest.get("/brands/-/icon", base_url=f"http://{host}/")
        assert (icon.data, icon.mimetype) == (webp(LOSSLESS), "image/webp")
    assert guest.get("/brands/-/logo", base_url=AT).status_code == 404
    visitor.post("/brands/reseller/remove")


def sends_from(branded, address: str, **form: str):
    said = {"sender_name": "Bright", "reply_to": "", "sender_address": address, **form}
    return branded.post("/brands/reseller/set-sender", said)


def sender(house: House) -> tuple[object, ...]:
    sql = """SELECT sender_name, sender_address, reply_to, sender_token, sender_proved_by
               FROM panel.brand b JOIN iam.account a ON a.id = b.seller_id WHERE a.login = 'reseller'"""
    return tuple(house.run(house.world.fetch(sql))[0])


@pytest.fixture
def asking(house: House) -> Iterator[dict[str, list[str] | None]]:
    """The records of a DNS server that the house asks."""
    records: dict[str, list[str] | None] = {}
    serving = served(records)
    address = house.run(serving.__aenter__())
    before = house.app.extensions["house"]
    house.app.extensions["house"] = replace(before, resolver=AskedResolver(address))
    yield records
    house.app.extensions["house"] = before
    house.run(serving.__aexit__(None, None, None))


@pytest.mark.feature("EXT-01")
def test_a_sender_counts_once_the_dns_of_its_domain_says_so(house: House, branded, asking) -> None:
    assert "no e-mail address" in sends_from(branded, "hello").text
    assert sends_from(branded, "hello@shop.example", reply_to="help@elsewhere.example").status_code == 302
    name, address, reply_to, token, proved = sender(house)
    assert (name, address, reply_to, proved) == ("Bright", "hello@shop.example", "help@elsewhere.example", None)
    page = branded.get("/brands/reseller").text
    assert (
        f'_namehouse.shop.example. IN TXT "namehouse-sender={token}"' in html.unescape(page)
        and "not proved yet" in page
    )
    asking["_namehouse.shop.example"] = ["something <else>", "namehouse-sender=" + "f" * 32]
    refused = branded.post("/brands/reseller/prove-sender")
    assert "“something &lt;else&gt;”" in refused.text and sender(house)[-1] is None
    asking |= {"shop.example": ["v=spf1 -all"], "_dmarc.shop.example": ["v=DMARC1; p=reject"]}
    asking["_namehouse.shop.example"] = ["else", f"namehouse-sender={token}"]
    assert branded.post("/brands/reseller/prove-sender").status_code == 302
    page = branded.get("/brands/reseller").text
    assert sender(house)[-1] == "dns" and "p=reject" in page and "v=spf1 -all" in page and "proved" in page
    assert sends_from(branded, "news@SHOP.example").status_code == 302
    assert sender(house)[3:] == (token, "dns"), "another address of the domain is proved with it"
    assert sends_from(branded, "hello@bank.example").status_code == 302
    again = sender(house)
    assert again[3] not in (None, token) and again[4] is None, "another domain is not"
    assert sends_from(branded, "").status_code == 302 and sender(house)[3:] == (None, None)
    assert "no address of its own" in branded.post("/brands/reseller/prove-sender").text


@pytest.mark.parametrize("texts", [None, []])
def test_a_dns_that_is_silent_or_says_nothing_proves_nothing(
    house: House, branded, asking, monkeypatch: pytest.MonkeyPatch, texts
) -> None:
    monkeypatch.setattr(resolving, "PATIENCE", 0.5)
    sends_from(branded, "hello@quiet.example")
    asking["_namehouse.quiet.example"] = texts
    said = branded.post("/brands/reseller/prove-sender").text
    assert ("The DNS does not answer" if texts is None else "the DNS says nothing") in said
    assert sender(house)[-1] is None


@pytest.mark.feature("EXT-01")
def test_a_sender_counts_once_the_postmaster_of_its_domain_says_so(house: House, branded) -> None:
    sends_from(branded, "hello@post.example")
    assert branded.post("/brands/reseller/mail-postmaster").status_code == 302
    assert "within the last hour" in branded.post("/brands/reseller/mail-postmaster").text
    sql = "SELECT address, text, shown FROM mail.message WHERE event = 'brand.prove-sender' ORDER BY id DESC LIMIT 1"
    (mail,) = house.run(house.world.fetch(sql))
    assert mail["address"] == "postmaster@post.example" and "••••" in mail["shown"]
    path = re.search(r"https?://[^/]+(/brands/-/prove/\S+)", mail["text"])[1]
    guest = house.visitor()
    page = guest.get(path).text
    assert "hello@post.example" in page and sender(house)[-1] is None, "looking at a link proves nothing"
    forged = path[:-1] + ("0" if path[-1] != "0" else "1")
    over = guest.get(forged)
    assert over.status_code == 410 and "This link is over" in over.text and guest.get(path).status_code == 200
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    over = guest.ask("POST", forged, data={"csrf_token": token})
    assert over.status_code == 410 and "This link is over" in over.text
    assert "writes from hello@post.example" in guest.ask("POST", path, data={"csrf_token": token}).text
    assert sender(house)[-1] == "mail"
    sends_from(branded, "hello@other-post.example")
    assert "This link is over" in guest.get(path).text, "it is of another domain by now"
    assert "This link is over" in guest.ask("POST", path, data={"csrf_token": token}).text
    assert sender(house)[-1] is None
    sends_from(branded, "")


def test_a_host_has_one_brand_and_a_brand_keeps_its_logo_until_it_is_taken_away(house: House, branded) -> None:
    sql = """WITH made AS (
                 INSERT INTO panel.brand
                 SELECT a.id, 'first.example', 'Other', '#0b7a6b', NULL, NULL, now(), 'x'
                   FROM iam.account a WHERE login = 'client'
              RETURNING seller_id
             )
             INSERT INTO panel.brand_host SELECT 'other.example', seller_id FROM made"""
    house.run(house.world.store.reading(lambda db: db.execute(sql)))
    try:
        refused = keep(branded, hosts=[HOST, "other.example"])
        assert refused.status_code == 422 and "Another brand has other.example" in refused.text
    finally:
        house.run(house.world.store.reading(lambda db: db.execute("DELETE FROM panel.brand WHERE name = 'Other'")))
    keep(branded, name="Brighter")
    assert house.visitor().get("/brands/-/logo", base_url=AT).status_code == 200
    keep(branded, logo_away="yes")
    assert house.visitor().get("/brands/-/logo", base_url=AT).status_code == 404


def test_a_brand_is_its_resellers_own_and_the_houses_to_change(house: House) -> None:
    assert house.signed_in("client").get("/brands/reseller").status_code == 403
    assert keep(house.signed_in("support")).status_code == 403
    assert "no-such" not in house.signed_in("reseller").get("/brands/").text
    assert house.signed_in("reseller").get("/brands/client").status_code == 404
    assert keep(house.signed_in("manager")).status_code == 302
    (row,) = house.run(
        house.world.fetch(
            "SELECT action, actor, detail FROM audit.activity WHERE action LIKE 'brands.%' ORDER BY id DESC LIMIT 1"
        )
    )
    assert tuple(row) == ("brands.change", "manager", f"Bright & Names at {HOST}")
    house.signed_in("manager").post("/brands/reseller/remove")
