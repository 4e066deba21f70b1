"""Files are looked at by a scanner that speaks clamd's protocol, held while it is silent; first pages of PDFs are pictures."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pypdfium2
import pytest

from panel.files.jobs import scan_held
from panel.kit.attached import scanning
from panel.kit.attached.drawing import first_page
from panel.kit.attached.scanning import Clamd
from registry.scanner import ScannerSilent
from registry.settings import Panel
from tests.panel.house import House, Visitor

# What scanners are tried with, in two parts, so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner:
    """Says what is in a stream as clamd does, up to a length; `says` it answers instead, None: never."""

    def __init__(self) -> None:
        self.most = 25 * 1024 * 1024
        self.says: bytes | None = b""
        self.seen: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(await self._judged(reader))
            await writer.drain()
        finally:
            writer.close()

    async def _judged(self, reader: asyncio.StreamReader) -> bytes:
        if await reader.readuntil(b"\0") != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        octets = b""
        while length := int.from_bytes(await reader.readexactly(4)):
            octets += await reader.readexactly(length)
            if len(octets) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(octets)
        if self.says is None:
            await asyncio.sleep(30)
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in octets else b"stream: OK\0"
        return self.says or found


@asynccontextmanager
async def listening(scanner: Scanner, at: str | None = None) -> AsyncIterator[str]:
    if at:
        server = await asyncio.start_unix_server(scanner.serve, at)
        yield f"unix:{at}"
    else:
        server = await asyncio.start_server(scanner.serve, "127.0.0.1", 0)
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_by_both_kinds_of_sockets_it_hears_all_and_its_word_counts(tmp_path: Path) -> None:
    scanner = Scanner()
    for at in (None, str(tmp_path / "clamd")):
        async with listening(scanner, at) as address:
            assert await Clamd(address).look([b"all ", b"is ", b"well"]) is None
            assert await Clamd(address).look([EICAR[:20], EICAR[20:]]) == "Eicar-Signature"
            assert scanner.seen[-2:] == [b"all is well", EICAR]
    assert Clamd.of(Panel()) is None


@pytest.mark.parametrize("says", [b"stream: x ERROR\0", b"\0", b"OK?", b" FOUND", None])
async def test_what_is_no_answer_is_none(monkeypatch: pytest.MonkeyPatch, says: bytes | None) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.3)
    scanner = Scanner()
    scanner.says = says
    async with listening(scanner) as address:
        with pytest.raises(ScannerSilent):
            await Clamd(address).look([b"x"])
    scanner.says, scanner.most = b"", 10
    async with listening(scanner) as address:
        with pytest.raises(ScannerSilent):
            await Clamd(address).look([b"x" * 65536] * 50)
    for nowhere in ("127.0.0.1:1", "unix:/nowhere", "127.0.0.1:x", ""):
        with pytest.raises(ScannerSilent):
            await Clamd(nowhere).look([b"x"])


@pytest.fixture
def scanner(yard: House) -> Iterator[Scanner]:
    made = Scanner()
    serving = listening(made)
    yard.world.registry.scanner = Clamd(yard.run(serving.__aenter__()))
    yield made
    yard.world.registry.scanner = None
    yard.run(serving.__aexit__(None, None, None))


def hand_in(visitor: Visitor, content: bytes, name: str = "a.txt"):
    form = {"csrf_token": visitor.token("/account/"), "file": (io.BytesIO(content), name), "shown": "yes"}
    visitor.ask("POST", "/clients/client/files", data=form, content_type="multipart/form-data")
    return visitor.get("/clients/client").text


def link(page: str, name: str) -> str | None:
    found = re.search(rf'href="(/files/[^"]+)" download>{re.escape(name)}', page)
    return found and found[1].replace("&amp;", "&")


@pytest.mark.slow
@pytest.mark.feature("USR-07")
def test_what_is_found_is_refused_and_what_nobody_looked_at_is_given_to_nobody(yard: House, scanner: Scanner) -> None:
    reseller, manager = yard.signed_in("reseller"), yard.signed_in("manager")
    assert "the scanner found Eicar-Signature in it" in hand_in(reseller, EICAR, "bad.txt")
    assert link(hand_in(reseller, b"well", "well.txt"), "well.txt")
    scanner.says = b"stream: busy ERROR\0"
    held = hand_in(reseller, b"held", "held.txt")
    assert "given out once the scanner has looked" in held and "not checked yet" in held
    hand_in(reseller, EICAR, "late.txt")
    for visitor in (reseller, manager):
        page = visitor.get("/clients/client").text
        assert "held.txt" in page and link(page, "held.txt") is None and link(page, "late.txt") is None
    forged = link(manager.get("/clients/client").text, "well.txt")
    sql = "UPDATE panel.content SET held_since = now() WHERE sha256 = sha256('well')"
    yard.run(yard.world.fetch(sql))
    assert yard.visitor().get(forged).status_code == 409, "links from before open nothing that is held"
    yard.run(scan_held(yard.world.registry))
    assert link(manager.get("/clients/client").text, "held.txt") is None, "it is still silent"
    scanner.says = b""
    yard.run(scan_held(yard.world.registry))
    page = manager.get("/clients/client").text
    assert yard.visitor().get(link(page, "held.txt")).data == b"held"
    assert "late.txt" not in page
    assert "A scanner found something in your file: late.txt (Eicar-Signature)" in reseller.get("/notifications/").text
    left = "SELECT count(*) FROM panel.content WHERE held_since IS NOT NULL OR sha256 = sha256($1)"
    assert yard.run(yard.world.fetch(left, EICAR))[0][0] == 0


@pytest.mark.slow
def test_what_is_looked_at_releases_the_same_that_waits(yard: House, scanner: Scanner) -> None:
    reseller = yard.signed_in("reseller")
    scanner.says = b"\0"
    assert link(hand_in(reseller, b"the same", "first.txt"), "first.txt") is None
    scanner.says = b""
    page = hand_in(reseller, b"the same", "second.txt")
    assert link(page, "first.txt") and link(page, "second.txt")


def pdf_of(pages: int = 1) -> bytes:
    made, octets = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        made.new_page(595, 842)
    made.save(octets)
    return octets.getvalue()


async def test_the_first_page_of_a_pdf_is_a_picture_and_what_is_broken_has_none() -> None:
    drawn = await first_page(pdf_of(2))
    assert drawn is not None and drawn.startswith(b"\x89PNG")
    assert (int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])) == (240, 340)
    for broken in (
        b"%PDF-1.7 it says so",
        b"",
        pdf_of()[:200],
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj",
    ):
        assert await first_page(broken) is None


@pytest.mark.slow
@pytest.mark.feature("USR-07")
def test_a_page_shows_the_first_page_of_a_pdf(yard: House) -> None:
    reseller = yard.signed_in("reseller")
    page = hand_in(reseller, pdf_of(), "paper.pdf")
    source = re.search(r'src="(/files/[^"]+/preview)"', page)[1].replace("&amp;", "&")
    picture = yard.visitor().get(source)
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    assert yard.visitor().get(source.replace("/preview", "0/preview")).status_code == 404
    assert (
        "/preview"
        not in hand_in(reseller, b"%PDF-1.7 broken", "broken.pdf").split("broken.pdf")[0].rpartition("<li")[2]
    )


@pytest.mark.slow
def test_what_was_looked_at_before_is_given_out_though_the_scanner_is_silent_and_nobody_is_told_to_wait(
    yard: House, scanner: Scanner
) -> None:
    reseller = yard.signed_in("reseller")
    hand_in(reseller, b"known", "looked-at.txt")
    scanner.says = b"\0"
    page = hand_in(reseller, b"known", "again.txt")
    assert "again.txt is kept." in page and "once the scanner has looked" not in page
    assert yard.visitor().get(link(page, "again.txt")).data == b"known"
    assert "once the scanner has looked" in hand_in(reseller, b"unknown", "other.txt")
