"""The guided minute: a name's life through every door, told as it happens, each step held against what it must give.

Runs against the registry that var/demo.toml describes, or against one of its own that it starts and stops.
"""

import asyncio
import json
import secrets
import ssl
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.syntax import Syntax

from epp.asking import frame_of
from epp.client import Client, Reply, connect, read_reply, tls_context
from namehouse.demo.browse import Browser
from namehouse.demo.place import Facts, NotStarted, place
from registry.model.change import DomainParts, NameServers
from registry.model.domain import ContactLink
from registry.model.period import Period
from registry.requests.domain import (
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainTransfer,
    DomainUpdate,
)
from registry.requests.poll import PollAck, PollRequest
from registry.settings import Settings

SECRET: Final = secrets.token_urlsafe(24)


class StepFailed(Exception):
    """A step did not give what it must; the message says what came instead."""


@dataclass
class Guide:
    """Who tells the story: prints steps in words, and frames when asked to."""

    facts: Facts
    root: Path
    console: Console
    show_frames: bool
    name: str = field(default_factory=lambda: f"minute-{secrets.token_hex(4)}.test")

    async def ask(self, client: Client, wish: object, *codes: int) -> Reply:
        """Ask, show the frames, and insist on one of the result codes."""
        frame = frame_of(wish, f"MINUTE-{secrets.token_hex(3)}")
        answer = await client.send(frame)
        if self.show_frames:
            for label, xml in (("C:", frame), ("S:", answer)):
                self.console.print(label, style="dim")
                self.console.print(Syntax(xml.decode(), "xml", word_wrap=True))
        reply = read_reply(answer)
        if reply.code not in codes:
            raise StepFailed(f"answered {reply.code} {reply.message} {' '.join(reply.reasons)}")
        return reply

    @asynccontextmanager
    async def registrar(self, handle: str) -> AsyncIterator[Client]:
        """A session of a demo registrar, logged in with its password and certificate."""
        who = next(each for each in self.facts["registrars"] if each["id"] == handle)
        epp = self.facts["epp"]
        tls = tls_context(*(str(self.root / path) for path in (epp["server_ca"], who["cert"], who["key"])))
        async with await connect(epp["host"], epp["port"], tls) as client:
            reply = await client.login(handle, who["password"])
            if reply.code != 1000:
                raise StepFailed(f"login answered {reply.code} {reply.message}")
            yield client


Act = Callable[[Guide], Coroutine[Any, Any, str]]
Step = tuple[str, Act]


def guide(settings: Settings, *, show_frames: bool) -> bool:
    """Tell the whole story; whether every step held."""
    console = Console(highlight=False)
    with place(settings, console) as facts:
        teller = Guide(facts, Path.cwd(), console, show_frames)
        return all(_tell(teller, number, *step) for number, step in enumerate(STEPS, 1))


def _tell(teller: Guide, number: int, words: str, step: Act) -> bool:
    try:
        found = asyncio.run(step(teller))
    except (StepFailed, NotStarted, OSError, ConnectionError) as error:
        teller.console.print(f"[red]✗[/] {number:>2}. {words}: {error}")
        return False
    teller.console.print(f"[green]✓[/] {number:>2}. {words}" + (f" [dim]({found})[/]" if found else ""))
    return True


# --- the story ------------------------------------------------------------------------------------------------------


async def check(teller: Guide) -> str:
    async with teller.registrar("alpha") as client:
        reply = await teller.ask(client, DomainCheck((teller.name,)), 1000)
        if b'avail="1"' not in reply.payload and b'avail="true"' not in reply.payload:
            raise StepFailed("the name is not available")
    return teller.name


async def create(teller: Guide) -> str:
    tld = next(each for each in teller.facts["tlds"] if each["name"] == "test")
    person, tech = tld["contacts"]
    wish = DomainCreate(
        teller.name,
        Period(2),
        NameServers((tld["host"],)),
        person,
        (ContactLink("admin", person), ContactLink("tech", tech)),
        SECRET,
    )
    async with teller.registrar("alpha") as client:
        reply = await teller.ask(client, wish, 1000)
    return f"expires {reply.value('exDate')}"


async def update(teller: Guide) -> str:
    wish = DomainUpdate(teller.name, add=DomainParts(statuses=("clientDeleteProhibited",)))
    async with teller.registrar("alpha") as client:
        await teller.ask(client, wish, 1000)
        reply = await teller.ask(client, DomainInfo(teller.name), 1000)
    if b"clientDeleteProhibited" not in reply.payload:
        raise StepFailed("the status is not there")
    return "clientDeleteProhibited"


async def refuse(teller: Guide) -> str:
    async with teller.registrar("alpha") as client:
        reply = await teller.ask(client, DomainDelete(teller.name), 2304)
    return f"{reply.code} {reply.message}"


async def whois(teller: Guide) -> str:
    where = teller.facts["whois"]
    reader, writer = await asyncio.open_connection(where["host"], where["port"])
    writer.write(f"{teller.name}\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    if f"Domain Name: {teller.name}\r\n" not in answer:
        raise StepFailed(f"answered {answer[:80]!r}")
    return f"{answer.count(chr(10))} lines"


async def rdap(teller: Guide) -> str:
    where = f"{teller.facts['rdap']['base']}domain/{teller.name}"
    trusted = ssl.create_default_context(cafile=teller.root / teller.facts["epp"]["server_ca"])
    document = json.loads(await asyncio.to_thread(_fetched, where, trusted))
    if document.get("ldhName") != teller.name or "client delete prohibited" not in document["status"]:
        raise StepFailed(f"{where} tells of {document.get('ldhName')}")
    return ", ".join(document["status"])


def _fetched(url: str, trusted: ssl.SSLContext) -> bytes:
    with urllib.request.urlopen(url, timeout=10, context=trusted) as response:  # noqa: S310  our own, from demo.toml
        return bytes(response.read())


async def panel(teller: Guide) -> str:
    user = next(each for each in teller.facts["panel"]["users"] if each["role"] == "master")
    browser = Browser(teller.facts["panel"]["url"])
    page = await asyncio.to_thread(browser.find_domain, user["login"], user["password"], teller.name)
    if teller.name not in page:
        raise StepFailed("the list does not hold the name")
    return str(teller.facts["panel"]["url"])


async def transfer(teller: Guide) -> str:
    async with teller.registrar("beta") as gaining, teller.registrar("alpha") as losing:
        await teller.ask(gaining, DomainTransfer(teller.name, "request", authinfo=SECRET), 1001)
        await teller.ask(losing, DomainTransfer(teller.name, "approve"), 1000)
        reply = await teller.ask(gaining, DomainInfo(teller.name), 1000)
    if reply.value("clID") != "beta":
        raise StepFailed(f"the sponsor is {reply.value('clID')}")
    return "now beta's"


async def poll(teller: Guide) -> str:
    """Read on until the transfer's message is there; those before it are read and left as a registrar would."""
    async with teller.registrar("beta") as client:
        for _ in range(1000):
            reply = await teller.ask(client, PollRequest(), 1301, 1300)
            if reply.queue is None:
                raise StepFailed("no message about the transfer")
            await teller.ask(client, PollAck(reply.queue.id), 1000)
            if teller.name.encode() in reply.payload:
                return reply.queue.text or ""
    raise StepFailed("the queue has no end")


async def deposit(teller: Guide) -> str:
    with tempfile.TemporaryDirectory(prefix="namehouse-minute-") as folder:
        command = ("rde", "export", "--tld", "test", "--out", folder, "--validate", "--json")
        result = await asyncio.to_thread(_namehouse, *command)
        if not await asyncio.to_thread(_holds, Path(folder), teller.name):
            raise StepFailed("the deposit does not hold the name")
    return f"{json.loads(result)['domains']} domains, valid"


def _holds(folder: Path, name: str) -> bool:
    (path,) = folder.glob("*.xml")
    return f">{name}<" in path.read_text()


async def delete(teller: Guide) -> str:
    free = DomainUpdate(teller.name, remove=DomainParts(statuses=("clientDeleteProhibited",)))
    async with teller.registrar("beta") as client:
        await teller.ask(client, free, 1000)
        reply = await teller.ask(client, DomainDelete(teller.name), 1000, 1001)
    return f"{reply.code} {reply.message}"


STEPS: Final[tuple[Step, ...]] = (
    ("alpha logs in over TLS with its certificate and asks whether a name is free", check),
    ("alpha registers it for two years, with contacts and a name server", create),
    ("alpha forbids its deletion", update),
    ("the registry refuses to delete it", refuse),
    ("WHOIS shows it", whois),
    ("RDAP shows it, with that status", rdap),
    ("the panel lists it", panel),
    ("beta asks for it with its secret, alpha approves", transfer),
    ("beta reads of it in its messages", poll),
    ("an escrow deposit is exported, valid, and holds it", deposit),
    ("beta lifts the bar and deletes it", delete),
)


def _namehouse(*arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "namehouse", *arguments], capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise StepFailed(result.stderr.strip() or result.stdout.strip())
    return result.stdout
