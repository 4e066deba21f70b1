"""Files attached to objects: what they are, who sees them, and that nothing is left of one that was not kept."""

import asyncio
import io
import os
import re
import signal
import sys
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import asyncpg
import pytest

from panel.files.jobs import forget_attached
from panel.kit.attached.files import LINK_HOLDS, Links, Place, keep
from panel.kit.attached.media import MOST_OCTETS, FileRefused, judge, media_of, named
from registry.clock import FakeClock
from tests.panel.house import House, Visitor
from tests.world import BEGINNING, Clone

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SANDBOX = "default-src 'none'; sandbox"
PAGE = "/domains/welcome.example"


def archive(*names: str, mimetype: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
        if mimetype:
            file.writestr("mimetype", mimetype)
    return made.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")
OPEN_TEXT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0AVI LIST", None),
        (WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (archive("content.xml", mimetype=OPEN_TEXT), OPEN_TEXT),
        (archive("content.xml", "Basic/script.xml", mimetype=OPEN_TEXT), None),
        (archive("anything.exe"), None),
        (WORD[:-30], None),
        ("Grüße,\tZeile\r\n".encode(), "text/plain"),
        (b"\xef\xbb\xbfname;value\n", "text/plain"),
        (b"  <!doctype html><script>alert(1)</script>", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", None),
        (b"\x7fELF\x02\x01\x01", None),
        (b"MZ\x90\0\x03", None),
        (b"#!/bin/sh\n", "text/plain"),
        (b"caf\xe9", None),
        (b"text" * 20_000 + b"\0", None),
    ],
)
def test_a_file_is_what_is_in_it(content: bytes, media: str | None) -> None:
    assert media_of(io.BytesIO(content)) == media


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plan.png", "plan.png"),
        ("invoice.pdf.exe", "invoice.pdf.exe.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\temp\\a\r\nb.PNG", "a b.PNG"),
        ("...", "file.png"),
        ('a"b<c>.png', "a b c .png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_a_name_has_no_path_and_the_ending_of_its_content(typed: str, kept: str) -> None:
    assert named(typed, "image/png") == kept


def test_what_is_too_large_or_empty_is_refused() -> None:
    with pytest.raises(FileRefused, match="larger than 20 MiB"):
        judge(io.BytesIO(b"x" * (MOST_OCTETS + 1)), {})
    with pytest.raises(FileRefused, match="nothing in it"):
        judge(io.BytesIO(b""), {})


def test_a_link_holds_for_its_file_and_its_time_and_with_its_secret() -> None:
    links, now = Links("a"), BEGINNING
    until, signature = links.sign(7, now)
    assert links.holds(7, until, signature, now) and links.holds(7, until, signature, now + LINK_HOLDS / 2)
    assert not links.holds(7, until, signature, now + LINK_HOLDS)
    assert not links.holds(8, until, signature, now)
    assert not links.holds(7, until + 60, signature, now)
    assert not Links("b").holds(7, until, signature, now)
    assert not links.holds(7, 2**70, links._signature(7, 2**70), now)


@pytest.fixture
def clean(house: House) -> Iterator[House]:
    yield house
    for table in ("file", "content", "note"):
        house.run(house.world.fetch(f"DELETE FROM panel.{table}"))


def send(visitor: Visitor, content: bytes, name: str = "plan.png", page: str = PAGE, **form: str):
    data = {"csrf_token": visitor.token("/account/"), "file": (io.BytesIO(content), name), **form}
    return visitor.ask("POST", f"{page}/files", data=data, content_type="multipart/form-data")


def links(visitor: Visitor, page: str = PAGE) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="(/files/[^"]+)"', visitor.get(page).text)))


def count(house: House, table: str) -> int:
    return house.run(house.world.fetch(f"SELECT count(*) FROM panel.{table}"))[0][0]


@pytest.mark.slow
@pytest.mark.feature("USR-07")
@pytest.mark.parametrize(
    "page", [PAGE, "/hosts/ns1.welcome.example", "/registrars/alpha", "/tlds/test", "/people/alpha"]
)
def test_a_file_goes_up_and_comes_down_as_it_was_from_the_page_of_any_object(clean: House, page: str) -> None:
    content, visitor = PNG + os.urandom(1_500_000), clean.signed_in("master")
    page = page.replace("/people/alpha", "/people/looked-after")
    answer = send(visitor, content, "Plan für heute.png", page)
    assert (answer.status_code, answer.location) == (302, page)
    (link,) = links(visitor, page)
    got = clean.visitor().get(link)
    assert got.data == content and got.headers["Content-Length"] == str(len(content))
    assert got.headers["Content-Security-Policy"] == SANDBOX
    assert got.headers["X-Content-Type-Options"] == "nosniff" and got.mimetype == "image/png"
    assert got.headers["Content-Disposition"] == (
        "attachment; filename=\"Plan f_r heute.png\"; filename*=UTF-8''Plan%20f%C3%BCr%20heute.png"
    )
    assert f'src="{link}"' in visitor.get(page).text, "a picture is shown"
    sql = "SELECT actor, result, detail FROM audit.activity WHERE action LIKE '%.add-file' ORDER BY id DESC LIMIT 1"
    ((actor, result, detail),) = clean.run(clean.world.fetch(sql))
    assert (actor, result) == ("master", "done") and detail.startswith("Plan für heute.png")


@pytest.mark.slow
def test_what_is_no_file_of_a_known_kind_is_refused_in_words_and_leaves_nothing(clean: House) -> None:
    visitor = clean.signed_in("support")
    for content, name, words in (
        (b"<html><script>alert(1)</script>", "page.png", "none of the kinds"),
        (b"", "empty.txt", "nothing in it"),
        (PNG + b"x" * MOST_OCTETS, "large.png", "larger than"),
    ):
        assert send(visitor, content, name).status_code == 302
        assert words in visitor.get(PAGE).text
    assert send(visitor, PNG, "").status_code == 302
    assert send(visitor, b"x" * (MOST_OCTETS + 200_000)).status_code == 413
    assert count(clean, "file") == count(clean, "content") == 0


@pytest.mark.slow
def test_the_owner_sees_what_is_shown_to_the_owner_and_nobody_else_does(clean: House) -> None:
    staff = clean.signed_in("support")
    send(staff, b"For staff", "inner.txt")
    send(staff, b"For the owner", "outer.txt", shown="yes")
    page = clean.signed_in("registrar").get(PAGE).text
    assert "outer.txt" in page and "inner.txt" not in page and "Attach" not in page
    (link,) = links(clean.signed_in("registrar"))
    assert clean.signed_in("registrar").get(link).data == b"For the owner"
    assert send(clean.signed_in("registrar"), PNG).status_code == 403
    assert send(staff, PNG, page="/domains/no-such.example").status_code == 404


@pytest.mark.slow
def test_a_forged_or_old_link_leads_nowhere(clean: House) -> None:
    visitor = clean.signed_in("support")
    send(visitor, b"Secret", "a.txt")
    (link,) = links(visitor)
    _, _, number, until, signature = link.split("/")
    for forged in (
        f"/files/{int(number) + 1}/{until}/{signature}",
        f"/files/{number}/{int(until) + 1}/{signature}",
        f"/files/{number}/{until}/{signature[:-1]}0x",
        f"/files/{number}/{10**30}/{signature}",
    ):
        assert visitor.get(forged).status_code == 404, forged
    clean.world.clock.advance(seconds=LINK_HOLDS.total_seconds() + 1)
    assert visitor.get(link).status_code == 404


@pytest.mark.slow
def test_the_same_content_is_kept_once_and_goes_with_the_last_file_that_has_it(clean: House) -> None:
    visitor = clean.signed_in("support")
    send(visitor, b"The same", "one.txt")
    send(visitor, b"The same", "two.txt", "/hosts/ns1.welcome.example")
    assert (count(clean, "file"), count(clean, "content")) == (2, 1)
    for page, name, left in ((PAGE, "one.txt", 1), ("/hosts/ns1.welcome.example", "two.txt", 0)):
        ((number,),) = clean.run(clean.world.fetch("SELECT id FROM panel.file WHERE name = $1", name))
        assert visitor.post(f"{page}/remove-file", {"file": str(number)}).status_code == 302
        assert (count(clean, "file"), count(clean, "content")) == (left, left)


@pytest.mark.slow
def test_a_file_of_one_object_is_not_removed_through_another(clean: House) -> None:
    visitor = clean.signed_in("support")
    send(visitor, b"Here", "one.txt")
    send(visitor, b"There", "two.txt", "/hosts/ns1.welcome.example")
    ((number,),) = clean.run(clean.world.fetch("SELECT id FROM panel.file WHERE name = 'two.txt'"))
    assert visitor.post(f"{PAGE}/remove-file", {"file": str(number)}).status_code == 422
    assert count(clean, "file") == 2


@pytest.mark.slow
def test_what_was_attached_to_an_object_that_is_gone_is_forgotten(clean: House) -> None:
    visitor, registry = clean.signed_in("support"), clean.world.registry
    send(visitor, b"Stays", "one.txt")
    place = Place("domain", "D123456-NAMEHSE")
    clean.run(keep(registry, place, io.BytesIO(b"Goes"), "gone.txt", shown=False, by="support"))
    sql = "INSERT INTO panel.note (kind, key, sort, text, by, at) VALUES ('host', 'H9-X', 'note', 'a', 'b', now())"
    clean.run(clean.world.fetch(sql))
    for _ in range(2):
        clean.run(forget_attached(registry))
        assert [row[0] for row in clean.run(clean.world.fetch("SELECT name FROM panel.file"))] == ["one.txt"]
        assert (count(clean, "content"), count(clean, "note")) == (1, 0)


# A process that is killed when the content is written and the file is not yet.
KILLED = """
import asyncio, io, sys
from types import SimpleNamespace
from panel.kit.attached import files, queries
from registry.clock import SystemClock
from registry.store.pool import Store

async def main():
    store = await Store.connect(sys.argv[1])
    async def waits(db, **values):
        parts = await db.fetchval("SELECT count(*) FROM panel.content_part")
        print("between", parts, flush=True)
        await asyncio.sleep(60)
    queries.add_file = waits
    registry = SimpleNamespace(scanner=None, store=store, clock=SystemClock())
    place = files.Place("domain", "D1-NAMEHSE")
    await files.keep(registry, place, io.BytesIO(b"half a file" * 200_000), "a.txt", shown=False, by="x")

asyncio.run(main())
"""


@pytest.mark.slow
def test_who_is_killed_between_content_and_file_has_written_nothing(loop, database: str) -> None:
    clone = loop.run_until_complete(Clone.of(database))

    async def tried() -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", KILLED, clone.url, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert (await asyncio.wait_for(process.stdout.readline(), 30)).split() == [b"between", b"3"]
        process.send_signal(signal.SIGKILL)
        await process.wait()
        store = await clone.store()
        registry = SimpleNamespace(scanner=None, store=store, clock=FakeClock(BEGINNING + timedelta(days=1)))
        content = b"half a file" * 200_000
        kept = await keep(registry, Place("domain", "D1-NAMEHSE"), io.BytesIO(content), "a.txt", shown=False, by="x")
        db = await asyncpg.connect(clone.url)
        rows = [
            await db.fetchval(f"SELECT count(*) FROM panel.{table}") for table in ("file", "content", "content_part")
        ]
        await db.close()
        assert (rows, kept.octets) == ([1, 1, 3], len(content))

    loop.run_until_complete(tried())
    loop.run_until_complete(clone.drop())
