"""Transcripts: conversations that read from top to bottom.

Those in tests/epp/clauses show one clause each of what the standards demand (tests/epp/conformance.py), those in
tests/epp/replies what a command can be answered about a subject (tests/epp/outcomes.py).

The first paragraph says what is shown. Then come, each a paragraph of its own, stage directions:

    given contact ID of REGISTRAR
    given domain NAME of REGISTRAR [years=2] [hosts=ns1.one.example,ns2.one.example] [contact=ID]
    given host NAME of REGISTRAR [address=9.9.9.9]
    rules TLD field=value          from now on the TLD's policy says this
    phase TLD NAME NEED            from now on the TLD is in this phase of a launch (tests/epp/directions.py knows the needs)
    tables variants=RULE           from now on .example offers the IDN tables of the tests (tests/idn.py)
    list KIND NAME LABEL [VALUE]   the label stands on that list, which is premium or reserved; `rules` let a TLD go by it
    claims LABEL                   trademark claims are listed on the label; `sunrise` for those that a mark gives a right to
    token key=value …              a token is issued, {token}
    mark LABEL [FLAW]              {mark} is a signed mark of the label, of a clearinghouse that is trusted
    decide STEP NUMBER [WORDS]     an operator takes a step with an application, {application1} being the first
    registry sets STATUS on NAME   the operator does
    registry deletes NAME          it does, for a case of URS; or
    registry renews NAME · ends NAME at its expiry · asks for the restore of NAME · reports on the restore of NAME
    registry approves the transfer of KIND NAME, rejects it, cancels it
    registry makes REGISTRAR STATE it is from now on
    registry bars REGISTRAR from TLD   its accreditation there ends
    registry bills REGISTRAR in CURRENCY for TLD   it pays in that currency there
    registry slows REGISTRAR in CLASS  of these commands it may send one in ten seconds
    registry warns REGISTRAR below AMOUNT  it is told when its balance falls below this
    settings key=value …           the server of who speaks for the first time now is set up so
    after days=30 [without jobs]   time passes, and the jobs write down what it does, or are late

and steps, with the answer as it was when last reviewed (`python -m tests.epp.golden` writes the answers anew):

    >>> alpha: why it says this
    <renew>…</renew>
    <<< 2004 Parameter value range error
    <extValue>…</extValue>

Who speaks is a registrar, in its session, or a newcomer that has not logged in, `with beta's certificate` or with none. What
is sent is the inside of a command (the rest is the same each time: tests/epp/talk.py), and then the inside of the response is
shown, without namespaces; a whole frame (or what is none) is sent as it stands, and then the whole answer is shown. `again`
repeats the speaker's last info, and the answer must be the one before, to the letter: `<<< as before`.

Nothing at all is changed by a command that is refused: every table of the registry is compared around each refusal, but for
the record of what was asked and the count of failed logins.
"""

import ast
import copy
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from lxml import etree

from registry.actions.domain_update import domain_update
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.tld_create import tld_change
from registry.actions.worker import start_worker
from registry.jobs.settle_due import settle_due
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Phone, Postal
from registry.model.domain import ContactLink
from registry.model.period import Period
from registry.requests.contact import ContactCreate
from registry.requests.domain import DomainCreate, DomainUpdate
from registry.requests.host import HostCreate
from registry.store import tlds
from tests.epp import directions
from tests.epp.talk import NS, Answer, Talk, command, service_of
from tests.idn import three_tables
from tests.tmch.clearinghouse import Clearinghouse
from tests.world import BEGINNING, World

CLAUSES = Path(__file__).with_name("clauses")
REPLIES = Path(__file__).with_name("replies")
SECRET = "a-secret-of-twenty-characters"
CLTRID = "ABC-12345"

_STEP = re.compile(r">>> (?P<speaker>[\w ]+?)(?: with (?P<certificate>\w+)'s certificate)?: (?P<words>.+)")
_AGAIN = "again"
_AS_BEFORE = "<<< as before"
_URIS = {None: NS["epp"], **NS}
_DECLARED = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_VARYING = (
    (re.compile(r"(svTRID>)NH-[^<]+"), r"\1{svTRID}"),
    (re.compile(r"(roid>)[^<]+-NAMEHSE"), r"\1{ROID}"),
    (re.compile(r'(<msgQ [^>]*id=")\d+'), r"\1{msgID}"),
)
# What the registry keeps of a refusal: that it was asked, that a login failed, and that a session is open.
_NOTES = ("command%", "session", "worker", "history_default")


class Untrue(AssertionError):
    """A transcript that does not hold: something changed that must not, or an answer is not the promised one."""


def clauses() -> list[Path]:
    return sorted(CLAUSES.rglob("*.txt"))


def transcripts() -> list[Path]:
    return clauses() + sorted(REPLIES.rglob("*.txt"))


def name_of(transcript: Path) -> str:
    """A clause by its chapter, a reply by its folder."""
    folder = CLAUSES if transcript.is_relative_to(CLAUSES) else REPLIES.parent
    return transcript.relative_to(folder).with_suffix("").as_posix()


def paragraphs(text: str) -> list[str]:
    return [each for each in text.strip().split("\n\n") if each.strip()]


@dataclass
class Setting:
    """A world with a connection for each that speaks, in which a transcript is played."""

    world: World
    worker_id: int = 0
    talks: dict[str, Talk] = field(default_factory=dict)
    infos: dict[str, tuple[str, str]] = field(default_factory=dict)  # the last info of each, and the answer
    filled: dict[str, str] = field(default_factory=dict)  # what names in braces stand for
    house: Clearinghouse | None = None
    settings: dict[str, object] = field(default_factory=dict)
    moved: bool = False

    async def prepare(self) -> None:
        self.worker_id = await start_worker(self.world.store, self.world.clock, "epp")
        for handle in self.world.numbers:
            span = BEGINNING - timedelta(days=1), BEGINNING + timedelta(days=36500)
            await registrar_pin_certificate(self.world.operator, handle, certificate(handle), *span)

    async def play(self, text: str) -> AsyncIterator[tuple[str, str]]:
        """Each paragraph, and what it is when its answer is written anew."""
        title, *rest = paragraphs(text)
        yield title, title
        for paragraph in rest:
            if paragraph.startswith(">>> "):
                yield paragraph, await self._step(paragraph)
            else:
                for line in paragraph.splitlines():
                    await self._direct(line)
                yield paragraph, paragraph

    # Stage directions.

    async def _direct(self, line: str) -> None:
        words = line.split()
        options = dict(word.split("=", 1) for word in words if "=" in word)
        match words:
            case ["given", kind, name, "of", registrar, *_]:
                wish = {"contact": _contact, "domain": _domain, "host": _host}[kind](name, **options)
                answer = await (await self._talk(registrar, registrar)).say(wish)
                assert answer.code == 1000, f"{line}: {answer.code} {answer.reason}"
            case ["rules", tld, *_]:
                values = {key: ast.literal_eval(value) for key, value in options.items()}
                await self._rules(tld, values)
            case ["phase", tld, phase, need]:
                await self._rules(tld, {"phases": (directions.phase_of(phase, need),)})
            case ["registry", "sets", status, "on", name]:
                await domain_update(self.world.operator, DomainUpdate(name, add=DomainParts(statuses=(status,))))
            case ["registry", *_]:
                await self._registry(words[1:])
            case ["tables", *_]:
                await three_tables(self.world, **options)
            case ["list", kind, name, label, *value]:
                await directions.put_on_list(self.world, kind, name, label, *value)
            case ["sunrise", label]:
                await directions.list_for_sunrise(self.world, label)
            case ["claims", label]:
                await directions.list_claims(self.world, label)
            case ["token", *_]:
                self.filled["token"] = await directions.issue(self.world, options)
            case ["mark", label, *flaw]:
                await self._mark(label, flaw[0] if flaw else None)
            case ["settings", *_]:
                self.settings = {key: ast.literal_eval(value) for key, value in options.items()}
            case ["decide", step, number, *said]:
                await directions.decide(self.world, step, self.filled[f"application{number}"], " ".join(said) or None)
            case ["after", *_]:
                self.world.clock.advance(**{unit: float(amount) for unit, amount in options.items()})
                if words[-2:] == ["without", "jobs"]:
                    self.moved = True
                else:
                    await settle_due(self.world.registry)
            case _:
                raise Untrue(f"nobody knows this direction: {line}")

    async def _registry(self, words: list[str]) -> None:
        """What the house does; see the list at the top."""
        world = self.world
        match words:
            case ["deletes", name]:
                await directions.change_by_case(world, "delete", name)
            case ["renews", name]:
                await directions.renew(world, name)
            case ["ends", name, *_]:
                await directions.never_renew(world, name)
            case ["asks", *_, name]:
                await directions.ask_for_restore(world, name)
            case ["reports", *_, name]:
                await directions.report_on_restore(world, name)
            case ["approves" | "rejects" | "cancels" as decides, *_, kind, name]:
                await directions.end_transfer(world, decides[:-1], kind, name)
            case ["makes", handle, state]:
                await directions.change_state(world, handle, state)
            case ["bars", handle, "from", tld]:
                await directions.end_accreditation(world, handle, tld)
            case ["bills", handle, "in", currency, "for", tld]:
                await directions.bill_in(world, handle, currency, tld)
            case ["slows", handle, "in", rate_class]:
                await directions.slow_down(world, handle, rate_class)
            case ["warns", handle, "below", amount]:
                await directions.warn_below(world, handle, amount)
            case _:
                raise Untrue(f"a registry does no such thing: {' '.join(words)}")

    async def _mark(self, label: str, flaw: str | None) -> None:
        if self.house is None:
            self.house = Clearinghouse()
            await directions.trust(self.world, self.house)
        self.filled["mark"] = directions.marked(self.house, label, flaw)

    async def _rules(self, tld: str, values: dict[str, object]) -> None:
        """From the next second on, as tests do who change a policy."""
        world = self.world
        world.clock.advance(seconds=1)
        rules = replace(world.registry.book.at(tld, world.clock.now()).rules, **values)
        await tld_change(world.operator, tld, rules, world.clock.now())
        world.registry.book = await world.store.reading(tlds.book)

    # Steps.

    async def _step(self, paragraph: str) -> str:
        head, _, rest = paragraph.partition("\n")
        found = _STEP.fullmatch(head)
        if found is None:
            raise Untrue(f"this says not who speaks and why: {head}")
        sent, _, reviewed = rest.partition("\n<<< ")
        talk = await self._talk(found["speaker"], found["certificate"])
        if sent == _AGAIN:
            frame, before = self.infos[found["speaker"]]
            if (seen := shown(await talk.say(frame), whole=False)) != before:
                raise Untrue(f"{head}\n{before}\nbecame\n{seen}")
            return f"{head}\n{sent}\n{_AS_BEFORE}"
        whole = not re.match(r"<(?!epp|!|\?|hello)", sent)
        filled = sent
        for name, value in self.filled.items():
            filled = filled.replace(f"{{{name}}}", value)
        answer = await self._said(talk, filled if whole else command(filled, CLTRID), head, reviewed.startswith("1"))
        text = self._emptied(shown(answer, whole))
        if sent.startswith("<info"):
            self.infos[found["speaker"]] = command(filled, CLTRID), text
        return f"{head}\n{sent}\n{text}"

    async def _said(self, talk: Talk, frame: str, head: str, promised: bool) -> Answer:
        """The answer; around a refusal nothing may have moved, but for what time did and no job wrote down.

        Looking at all that stands takes longest: where the reviewed answer is a success, a refusal is untrue anyhow.
        """
        before = {} if promised else await self._state()
        answer = await talk.say(frame)
        refused = answer.has("epp:result") and answer.code >= 2000
        if refused and not promised and not self.moved and (changed := _differences(before, await self._state())):
            raise Untrue(f"{head}\nis refused by {answer.code}, and yet changes {', '.join(changed)}")
        if talk.session.closing:  # as the wire does
            await talk.session.closed()
        queue = answer.root.find(".//{*}msgQ")
        if queue is not None:
            self.filled["msgID"] = queue.get("id")
        if (made := answer.text("launch:creData/launch:applicationID")) is not None:
            self.filled[f"application{sum(name.startswith('application') for name in self.filled) + 1}"] = made
        return answer

    def _emptied(self, text: str) -> str:
        """With the names in place of what they stand for, where that differs from run to run."""
        text = text.replace(f">{self.filled.get('msgID')}</msgID>", ">{msgID}</msgID>")
        for name, value in self.filled.items():
            if name.startswith("application"):
                text = text.replace(value, f"{{{name}}}")
        return text

    async def _talk(self, speaker: str, shows: str | None) -> Talk:
        if speaker not in self.talks:
            is_registrar = speaker in self.world.numbers
            named = shows or (speaker if is_registrar else None)
            talk = Talk(service_of(self.world, self.worker_id, **self.settings), certificate(named) if named else None)
            self.talks[speaker] = talk
            if is_registrar:
                assert (await talk.login(speaker)).code == 1000
        return self.talks[speaker]

    async def _state(self) -> dict[str, str]:
        """What stands in each table of the registry."""
        names = await self.world.fetch(
            """SELECT relname FROM pg_class WHERE relnamespace = 'registry'::regnamespace AND relkind = 'r'
                AND NOT relname LIKE ANY ($1) ORDER BY 1""",
            list(_NOTES),
        )
        texts = "(to_jsonb(t) - 'failed_logins' - 'last_login_at')::text"
        asked = " UNION ALL ".join(
            f"SELECT '{name}' AS name, md5(string_agg({texts}, '|' ORDER BY {texts})) AS rows FROM registry.{name} t"
            for (name,) in names
        )
        return {row["name"]: row["rows"] for row in await self.world.fetch(asked)}


def certificate(owner: str) -> bytes:
    """Which registrar `owner` pinned, if it is one."""
    return f"the certificate of {owner}, in DER".encode()


def _contact(handle: str) -> ContactCreate:
    postal = Postal("int", "Ada Lovelace", "London", "GB", street=("12 St James Square",))
    return ContactCreate(handle, (postal,), "ada@mail.example", Phone("+44.2055501", "12"), authinfo=SECRET)


def _domain(name: str, years: str = "1", hosts: str = "", contact: str = "") -> DomainCreate:
    links = (ContactLink("admin", contact), ContactLink("tech", contact)) if contact else ()
    return DomainCreate(
        name,
        Period(int(years), "y"),
        NameServers(tuple(filter(None, hosts.split(",")))),
        registrant=contact or None,
        contacts=links,
        authinfo=SECRET,
    )


def _host(name: str, address: str = "") -> HostCreate:
    return HostCreate(name, ((address, "v6" if ":" in address else "v4"),) if address else ())


def _differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in after if before.get(name) != after[name]]


# --- how an answer is written ---------------------------------------------------------------------------------------


def shown(answer: Answer, whole: bool) -> str:
    return _whole(answer) if whole else _inside(answer)


def _whole(answer: Answer) -> str:
    code = f"{answer.code} {answer.text('epp:msg')}" if answer.has("epp:result") else "a greeting"
    return f"<<< {code}\n{_written(answer.root, declared=True)}"


def _inside(answer: Answer) -> str:
    """Every result as a line of its own with what it points at, then the rest; clTRID is the one that was sent."""
    assert answer.text("epp:trID/epp:clTRID") == CLTRID
    lines = []
    for part in answer.root[0]:
        if part.tag == f"{{{NS['epp']}}}result":
            lines.append(f"<<< {part.get('code')} {part.findtext('epp:msg', namespaces=NS)}")
            lines += [_written(child) for child in part[1:]]
        elif part.tag != f"{{{NS['epp']}}}trID":
            lines.append(_written(part))
    return "\n".join(lines)


def _written(element: etree._Element, declared: bool = False) -> str:
    element = copy.deepcopy(element)
    assert all(_URIS[each.prefix] == etree.QName(each).namespace for each in element.iter()), "a prefix of its own"
    etree.indent(element)
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return text if declared else _DECLARED.sub("", text)
