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
`<?plan example 20 {"default_years": 2}?>` gives a TLD other rules in so many days and `<?withdraw example?>` takes that back,
`<?ahead {"certificate": 60}?>` has registrars told of what comes so many days before, `<?try alpha?>` leaves one a test message.
`{msgID}` is the id of the last message shown, `{application1}` the identifier of the first application that was made.
`python -m tests.epp.golden [BEGINNING …]` writes the answers anew, of all or of those whose names begin so; what differs
between two runs (server numbers, ROIDs, message ids) is written as a name in braces. When all are played, tests/epp/outcomes.txt
is written anew, too: where each outcome is shown.
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from lxml import etree

from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.registrar_poll_test import registrar_poll_test
from registry.actions.worker import start_worker
from registry.clock import FakeClock
from tests.epp import directions, outcomes
from tests.epp.hearing import Outcome, listening
from tests.epp.talk import CERTIFICATE, Answer, Talk, service_of
from tests.epp.transcripts import Setting, name_of, transcripts
from tests.idn import three_tables
from tests.ote import made
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
_PLAN = re.compile(r"<\?plan (\w+) (\d+) (\{.*\})\?>\n?")
_WITHDRAW = re.compile(r"<\?withdraw (\w+)\?>\n?")
_AHEAD = re.compile(r"<\?ahead (\{.*\})\?>\n?")
_TRY = re.compile(r"<\?try (\w+)\?>\n?")
_FORETOLD = (_PLAN, _WITHDRAW, _AHEAD, _TRY)
_DIRECTIONS = (
    *(_OTE, _AS, _ADVANCE, _TABLES, _LAUNCH, _CLAIMS, _PREMIUM, _RULES, _DECIDE, _TOKEN, _REGISTRY, _URS),
    *_FORETOLD,
)
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
                await launch(self.world, directions.phase_of(phase, need), tld=tld)
            for label in _CLAIMS.findall(text):
                await directions.list_claims(self.world, label)
            for name_class, label in _PREMIUM.findall(text):
                await directions.put_on_list(self.world, "premium", name_class, label)
            for tld, rules in _RULES.findall(text):
                await change_rules(self.world, tld, json.loads(rules))
            for step, number, words in _DECIDE.findall(text):
                await directions.decide(self.world, step, self.applications[int(number) - 1], words or None)
            for limits, _ in _TOKEN.findall(text):
                self.token = await directions.issue(self.world, dict(each.split("=") for each in limits.split()))
            for what, name in _REGISTRY.findall(text):
                await directions.change_by_case(self.world, what, name)
            for step, name in _URS.findall(text):
                await directions.complain(self.world, step, name)
            await self._foretell(text)
            speaker = _AS.search(text)
            talk = await self._talk(speaker[1] if speaker else "alpha")
            frame = _stripped(text).replace("{msgID}", self.message).replace("{token}", self.token)
            for place, identifier in enumerate(self.applications, 1):
                frame = frame.replace(f"{{application{place}}}", identifier)
            answer = await talk.say(frame)
            self._remember(answer)
            yield request, kept(answer)

    async def _foretell(self, text: str) -> None:
        for tld, days, rules in _PLAN.findall(text):
            await directions.plan(self.world, tld, int(days), json.loads(rules))
        for tld in _WITHDRAW.findall(text):
            await directions.withdraw(self.world, tld)
        for days in _AHEAD.findall(text):
            await directions.tell(self.world, json.loads(days))
        for handle in _TRY.findall(text):
            await registrar_poll_test(self.world.operator, handle)

    async def _talk(self, handle: str) -> Talk:
        if handle not in self.talks:
            self.talks[handle] = Talk(service_of(self.world, self.worker_id), CERTIFICATE)
            if handle in self.world.numbers:
                assert (await self.talks[handle].login(handle)).code == 1000
        return self.talks[handle]

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
    shown: dict[Outcome, str] = {}
    with listening() as ear:
        for conversation in [each for each in conversations() if is_asked_for(each.name)]:
            async with one_transaction(db) as store:
                stage = Stage(await open_world(store, FakeClock(BEGINNING)))
                await stage.prepare()
                async for request, answer in stage.play(conversation):
                    answer_file(request).write_text(answer, encoding="utf-8")
                    shown = dict.fromkeys(ear.emptied(), f"{conversation.name}/{request.name}") | shown
        for transcript in [each for each in transcripts() if is_asked_for(name_of(each))]:
            async with one_transaction(db) as store:
                setting = Setting(await open_world(store, FakeClock(BEGINNING)))
                await setting.prepare()
                written = [now async for _, now in setting.play(transcript.read_text(encoding="utf-8"))]
                transcript.write_text("\n\n".join(written) + "\n", encoding="utf-8")
                shown = dict.fromkeys(ear.emptied(), f"{name_of(transcript)}.txt") | shown
    await db.close()
    if not beginnings:
        outcomes.write(shown)


def main() -> None:
    loop = asyncio.new_event_loop()
    with cluster(loop) as url:
        loop.run_until_complete(rewrite(url, sys.argv[1:]))
    loop.close()


if __name__ == "__main__":
    main()
