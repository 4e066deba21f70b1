"""Golden frames: conversations in tests/epp/frames, one folder each, and what the server answered when last reviewed.

What one clause of the standards or of ICANN's tests demands is a transcript instead (tests/epp/transcripts.py).

A request may begin with stage directions: `<?as beta?>` says whose session asks (`nobody`: one that never logs in, alpha
where nothing is said), `<?advance days="30"?>` lets time pass first, `<?tables variants="same_registrar"?>` has .example offer
the IDN tables of the tests (tests/idn.py) under these rules, `<?launch example claims notice?>` puts a TLD into a
phase with what its creates need (`application`: they make applications that are to be validated), `<?claims tree?>` lists
trademark claims on a label, `<?premium gold tree?>` puts a label on the premium list `gold`, in the class of that name,
`<?rules example {"most_nameservers": 2}?>` gives a TLD other rules from the next second on,
`<?decide validate 1?>` has an operator take a step with the first application that was made, for the reason or to the name of
a status that may follow, `<?token percent=50 for=transfer?>` issues a token that `{token}` stands for,
`<?ote acme?>` makes an account in OT&E, whose registrars may then speak,
`<?registry serverHold tree.example?>` has the operator set that status on a name, `<?registry delete tree.example?>` delete it,
`<?urs lock tree.example?>` take a step of a URS case with it (lock, suspend, extend, rollback).
`{msgID}` is the id of the last message shown, `{application1}` the identifier of the first application that was made.
`python -m tests.epp.golden [BEGINNING …]` writes the answers anew, of all or of those whose names begin so; what differs
between two runs (server numbers, ROIDs, message ids) is written as a name in braces.
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from lxml import etree

from registry.actions.application_allocate import application_allocate
from registry.actions.application_step import application_step
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_update import domain_update
from registry.actions.name_list_import import name_list_import
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.tmch_import import tmch_import
from registry.actions.token_issue import TokenIssue, token_issue
from registry.actions.urs_extend import urs_extend
from registry.actions.urs_lock import urs_lock
from registry.actions.urs_notice import urs_notice
from registry.actions.urs_rollback import urs_rollback
from registry.actions.urs_suspend import urs_suspend
from registry.actions.worker import start_worker
from registry.clock import FakeClock
from registry.model.change import DomainParts, NameServers
from registry.model.phases import Phase
from registry.model.poll import ChangeCase
from registry.model.pricing import Discount
from registry.requests.application import ApplicationAllocate, ApplicationStep
from registry.requests.domain import DomainDelete, DomainUpdate
from registry.requests.urs import UrsExtend, UrsLock, UrsNotice, UrsRollback, UrsSuspend
from tests.epp.talk import CERTIFICATE, Answer, Talk, service_of
from tests.epp.transcripts import Setting, name_of, transcripts
from tests.idn import three_tables
from tests.ote import made
from tests.tmch.clearinghouse import dnl
from tests.tmch.launching import launch
from tests.ways import change_rules
from tests.world import BEGINNING, World, cluster, connected, one_transaction, open_world

FRAMES = Path(__file__).with_name("frames")
ANSWER = ".answer.xml"

_AS = re.compile(r"<\?as ([\w-]+)\?>\n?")
_ADVANCE = re.compile(r'<\?advance (\w+)="([\d.]+)"\?>\n?')
_TABLES = re.compile(r'<\?tables variants="(\w+)"\?>\n?')
_LAUNCH = re.compile(r"<\?launch (\w+) (\w+) (\w+)\?>\n?")
_CLAIMS = re.compile(r"<\?claims (\w+)\?>\n?")
_PREMIUM = re.compile(r"<\?premium (\w+) (\w+)\?>\n?")
_TOKEN = re.compile(r"<\?token(( \w+=[\w,.]+)*)\?>\n?")
_REGISTRY = re.compile(r"<\?registry (\w+) ([\w.-]+)\?>\n?")
_URS = re.compile(r"<\?urs (lock|suspend|extend|rollback) ([\w.-]+)\?>\n?")
_RULES = re.compile(r"<\?rules (\w+) (\{.*\})\?>\n?")
_DECIDE = re.compile(r"<\?decide (\w+) (\d+) ?([^?]*)\?>\n?")
_OTE = re.compile(r"<\?ote (\w+)\?>\n?")
_DIRECTIONS = (_OTE, _AS, _ADVANCE, _TABLES, _LAUNCH, _CLAIMS, _PREMIUM, _RULES, _DECIDE, _TOKEN, _REGISTRY, _URS)
_VARYING = (
    (re.compile(r"(svTRID>)NH-[^<]+"), r"\1{svTRID}"),
    (re.compile(r"(<launch:applicationID[^>]*>)A\d+-NAMEHSE"), r"\1{applicationID}"),
    (re.compile(r"(roid>)[^<]+-NAMEHSE"), r"\1{ROID}"),
    (re.compile(r"()h\d+-namehse"), r"\1{ROID}"),
    (re.compile(r'(<msgQ [^>]*id=")\d+'), r"\1{msgID}"),
)


def conversations() -> list[Path]:
    return sorted(each for each in FRAMES.iterdir() if each.is_dir())


def requests(conversation: Path) -> list[Path]:
    return sorted(each for each in conversation.glob("*.xml") if not each.name.endswith(ANSWER))


def answer_file(request: Path) -> Path:
    return request.with_name(request.name.removesuffix(".xml") + ANSWER)


@dataclass
class Stage:
    """A world with a connection for each registrar that speaks."""

    world: World
    worker_id: int = 0
    talks: dict[str, Talk] = field(default_factory=dict)
    message: str = ""
    applications: list[str] = field(default_factory=list)
    token: str = ""

    async def prepare(self) -> None:
        self.worker_id = await start_worker(self.world.store, self.world.clock, "epp")
        for handle in self.world.numbers:
            await registrar_pin_certificate(
                self.world.operator,
                handle,
                CERTIFICATE,
                BEGINNING - timedelta(days=1),
                BEGINNING + timedelta(days=36500),
            )

    async def play(self, conversation: Path) -> AsyncIterator[tuple[Path, str]]:
        """Each request and the answer to it as it is kept."""
        for request in requests(conversation):
            text = request.read_text(encoding="utf-8")
            for unit, amount in _ADVANCE.findall(text):
                self.world.clock.advance(**{unit: float(amount)})
            for name in _OTE.findall(text):
                await made(self.world, name)
            for variants in _TABLES.findall(text):
                await three_tables(self.world, variants=variants)
            for tld, phase, need in _LAUNCH.findall(text):
                opened = Phase(phase, creates="application") if need == "application" else Phase(phase, needs=(need,))
                await launch(self.world, opened, tld=tld)
            for label in _CLAIMS.findall(text):
                await tmch_import(self.world.operator, "dnl", dnl(label))
            for name_class, label in _PREMIUM.findall(text):
                now = self.world.clock.now()
                await name_list_import(self.world.operator, name_class, "premium", {label: name_class}, now)
            for tld, rules in _RULES.findall(text):
                await change_rules(self.world, tld, json.loads(rules))
            for step, number, words in _DECIDE.findall(text):
                await self._decide(step, self.applications[int(number) - 1], words or None)
            for limits, _ in _TOKEN.findall(text):
                await self._issue(dict(each.split("=") for each in limits.split()))
            for what, name in _REGISTRY.findall(text):
                await self._change(what, name)
            for step, name in _URS.findall(text):
                await self._complain(step, name)
            speaker = _AS.search(text)
            talk = await self._talk(speaker[1] if speaker else "alpha")
            frame = _stripped(text).replace("{msgID}", self.message).replace("{token}", self.token)
            for place, identifier in enumerate(self.applications, 1):
                frame = frame.replace(f"{{application{place}}}", identifier)
            answer = await talk.say(frame)
            self._remember(answer)
            yield request, kept(answer)

    async def _issue(self, limits: dict[str, str]) -> None:
        wish = TokenIssue(
            tld=limits.get("tld"),
            label=limits.get("label"),
            registrar=limits.get("registrar"),
            single="unlimited" not in limits,
            frees_reserved="opens" in limits,
            discount=Discount(percent=int(limits["percent"])) if "percent" in limits else None,
            operations=tuple(limits.get("for", "create").split(",")),
        )
        (self.token,) = await token_issue(self.world.operator, wish)

    async def _change(self, what: str, name: str) -> None:
        cx = replace(self.world.operator, reason="URS lock", case=ChangeCase("urs", "urs123"))
        if what == "delete":
            await domain_delete(cx, DomainDelete(name))
        else:
            await domain_update(cx, DomainUpdate(name, add=DomainParts(statuses=(what,))))

    async def _complain(self, step: str, name: str) -> None:
        cx = replace(self.world.operator, reason=f"URS {step}")
        if step == "lock":
            await urs_notice(cx, UrsNotice(name, "forum", "urs123"))
            await urs_lock(cx, UrsLock(name))
        elif step == "suspend":
            await urs_suspend(cx, UrsSuspend(name, NameServers(("ns1.urs.org", "ns2.urs.org"))))
        elif step == "extend":
            await urs_extend(cx, UrsExtend(name))
        else:
            await urs_rollback(cx, UrsRollback(name))

    async def _talk(self, handle: str) -> Talk:
        if handle not in self.talks:
            self.talks[handle] = Talk(service_of(self.world, self.worker_id), CERTIFICATE)
            if handle in self.world.numbers:
                assert (await self.talks[handle].login(handle)).code == 1000
        return self.talks[handle]

    async def _decide(self, step: str, application: str, words: str | None) -> None:
        if step == "allocate":
            await application_allocate(self.world.operator, ApplicationAllocate(application))
        elif step == "hold":
            await application_step(self.world.operator, ApplicationStep(application, step, words))
        else:
            operator = replace(self.world.operator, reason=words)
            await application_step(operator, ApplicationStep(application, step))

    def _remember(self, answer: Answer) -> None:
        made = answer.text("launch:creData/launch:applicationID")
        if made is not None:
            self.applications.append(made)
        queue = answer.root.find(".//{*}msgQ")
        if queue is not None:
            self.message = queue.get("id")


def _stripped(text: str) -> str:
    for direction in _DIRECTIONS:
        text = direction.sub("", text)
    return text


def kept(answer: Answer) -> str:
    """An answer as it is reviewed: indented, without what differs from run to run."""
    etree.indent(answer.root)
    text = etree.tostring(answer.root, encoding="unicode")
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return text + "\n"


async def rewrite(url: str, beginnings: Sequence[str]) -> None:
    """What is named by no beginning is left alone; no beginnings name everything."""

    def is_asked_for(name: str) -> bool:
        return not beginnings or name.startswith(tuple(beginnings))

    db = await connected(url)
    for conversation in [each for each in conversations() if is_asked_for(each.name)]:
        async with one_transaction(db) as store:
            stage = Stage(await open_world(store, FakeClock(BEGINNING)))
            await stage.prepare()
            async for request, answer in stage.play(conversation):
                answer_file(request).write_text(answer, encoding="utf-8")
    for transcript in [each for each in transcripts() if is_asked_for(name_of(each))]:
        async with one_transaction(db) as store:
            setting = Setting(await open_world(store, FakeClock(BEGINNING)))
            await setting.prepare()
            written = [now async for _, now in setting.play(transcript.read_text(encoding="utf-8"))]
            transcript.write_text("\n\n".join(written) + "\n", encoding="utf-8")
    await db.close()


def main() -> None:
    loop = asyncio.new_event_loop()
    with cluster(loop) as url:
        loop.run_until_complete(rewrite(url, sys.argv[1:]))
    loop.close()


if __name__ == "__main__":
    main()
