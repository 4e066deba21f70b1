"""A reseller's panel is called and looks as the reseller says, at the reseller's host and nowhere else."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.brands.logos import LogoRefused, logo_of
from panel.kit.colours import DARK_CARD, READABLE, SIDE_WORDS, WHITE, contrast, parsed, style_sheet, until_readable
from tests.panel.house import House

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
    form = {"host": HOST, "name": "Bright & Names", "colour": "#7a1fa2", **rest}
    return visitor.post(f"/brands/{login}", form, at="/account/", content_type="multipart/form-data")


@pytest.fixture
def branded(house: House):
    visitor = house.signed_in("reseller")
    assert keep(visitor, logo=(io.BytesIO(png()), "logo.png")).status_code == 302
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
        ({"host": "localhost"}, "no name of a host"),
        ({"host": "Has Blanks.example"}, "no name of a host"),
        ({"host": "127.0.0.1"}, "no name of a host"),
        ({"name": ""}, "up to 40 characters"),
        ({"colour": "red"}, "written like #0b7a6b"),
        ({"colour": "#ffd166"}, "take a darker one"),
        ({"logo": (io.BytesIO(b"<svg/>"), "logo.png")}, "A logo is a PNG or a WebP file."),
    ):
        answer = keep(visitor, **wrong)
        assert answer.status_code == 422 and said in answer.text, wrong
    assert house.run(house.world.fetch("SELECT FROM panel.brand")) == []


def test_a_host_has_one_brand_and_a_brand_keeps_its_logo_until_it_is_taken_away(house: House, branded) -> None:
    sql = "INSERT INTO panel.brand VALUES (2, 'other.example', 'Other', '#0b7a6b', NULL, NULL, now(), 'x')"
    number = "(SELECT id FROM iam.account WHERE login = 'client')"
    house.run(house.world.store.reading(lambda db: db.execute(sql.replace("(2,", f"({number},"))))
    try:
        assert "Another brand has this host" in keep(branded, host="other.example").text
    finally:
        house.run(house.world.store.reading(lambda db: db.execute("DELETE FROM panel.brand WHERE name = 'Other'")))
    keep(branded, name="Brighter")
    assert house.visitor().get("/brands/-/logo", base_url=AT).status_code == 200
    keep(branded, **{"no-logo": "yes"})
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
