"""One registrar without a socket: frames in, answers out, and everything a session remembers in between.

The laws of this file:
- What is legal now is in epp/states.py; what a command does is in epp/commands.
- A Refusal is caught in one place, anything else in one other: the peer then hears 2400 and the log holds the rest.
- Nothing has happened before the frame is parsed safely, legal in this state, and valid.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic, perf_counter
from typing import Final

from epp import metrics
from epp.codec import envelope, safe
from epp.codec.envelope import Request, Response
from epp.codec.markup import token
from epp.codec.masking import masked
from epp.codec.namespaces import PREFIXES
from epp.codec.parts import NAMING
from epp.codec.refusals import refused
from epp.codec.results import LAST
from epp.command import SessionCommand
from epp.commands import VERBS
from epp.commands.login import Login
from epp.dispatch import Dispatch
from epp.extensions import chosen
from epp.frames import Frames, framed
from epp.greeting import write_greeting
from epp.journal import Journal
from epp.rates import Places, class_of
from epp.services import Menu, Services, menu
from epp.states import LEGAL, NEXT, WHY_NOT, State, ending
from epp.valid import Validity
from registry.actions.registrar_logout import registrar_logout
from registry.actions.standing import demand_standing
from registry.actions.within_rate import within_rate, within_rate_of_places
from registry.context import NOBODY, Actor, Context, Registry
from registry.errors import CommandUse, Failed, LoginFailed, LoginsExhausted, RateExceeded, Refusal
from registry.model.login import Channel, Demands
from registry.requests.registrar import RegistrarSession
from registry.settings import Epp
from wire.shell import Cut, Peer

log: Final = logging.getLogger(__name__)

# A session of which less is heard than nothing is over at the next look that the wire takes.
NO_PATIENCE: Final = -1.0

_OBJECTS: Final = {uri: prefix for prefix, uri in PREFIXES.items()}
_NAMING: Final = {uri: f"{{{uri}}}{NAMING[prefix].partition(':')[2]}" for uri, prefix in _OBJECTS.items()}


@dataclass(frozen=True, slots=True)
class Service:
    """What all sessions of one process share."""

    registry: Registry
    settings: Epp
    worker_id: int
    journal: Journal
    dispatch: Dispatch
    validity: Validity
    demands: Demands
    places: Places
    logged_in: "dict[int, Session]" = field(default_factory=dict)

    def end_sessions(self, numbers: Sequence[int]) -> None:
        """These were ended from outside: what each asked before is answered, then its connection is closed."""
        for number in numbers:
            if session := self.logged_in.get(number):
                session.patience = NO_PATIENCE


def service(registry: Registry, settings: Epp, worker_id: int, journal: Journal) -> Service:
    """A process with the extensions that its settings name. Raises SettingsError where there is none of a name."""
    dispatch = Dispatch(chosen(settings.extensions))
    validity, demands, places = Validity(dispatch.namespaces), _demands(settings), Places(settings)
    return Service(registry, settings, worker_id, journal, dispatch, validity, demands, places)


def _demands(settings: Epp) -> Demands:
    return Demands(
        shortest=settings.password_shortest,
        longest=settings.password_longest,
        password_days=settings.password_days,
        password_warning=settings.password_warning_days,
        certificate_warning=settings.certificate_warning_days,
        protocol=settings.tls_recommended,
        weighed=settings.password_weighed,
    )


@dataclass(slots=True)
class Turn:
    """One frame on its way to its answer: what is known of it so far."""

    svtrid: str
    now: datetime
    text: str = ""
    request: Request | None = None
    approved: bool = False
    cx: Context | None = None
    services: Services | None = None
    written: bool = False


class Session:
    """The wire's Session for EPP; also what the session's own commands see of it (epp.command.Conversation)."""

    def __init__(self, service: Service, peer: Peer) -> None:
        self._service = service
        self._state: State = "greeted"
        self._frames = Frames(service.settings.frame_limit_before_login, service.settings.frame_limit)
        self._outstanding = 0  # requests that are received and not answered
        self._services = Services()
        self._actor: Actor = NOBODY
        self._session_id: int | None = None
        self._failed_logins = 0
        self._login_by = monotonic() + service.settings.login_timeout
        self.certificate = peer.certificate
        self.address = peer.address
        self.channel = Channel(peer.protocol, peer.cipher)
        self.demands = service.demands
        self._place = service.places.bound(peer.address)
        self.worker_id = service.worker_id
        self.menu = Menu((), ())
        self.closing = False
        self.patience = service.settings.login_timeout
        self.cut: Cut = ""

    @property
    def known(self) -> bool:
        """Whether a registrar has logged in."""
        return self._state != "greeted"

    # The wire calls.

    def open(self) -> bytes:
        greeting = self._greeting(self._service.registry.clock.now())
        metrics.enter(self._state)
        return framed(greeting)

    def receive(self, data: bytes) -> list[bytes]:
        requests = self._frames.feed(data, self._outstanding > 0)
        self._outstanding += len(requests)
        return requests

    @property
    def held(self) -> bool:
        """A frame that only a registrar may send waits for the answer to what may be its login."""
        return self._frames.held

    async def answer(self, request: bytes) -> bytes:
        started = perf_counter()
        registry = self._service.registry
        turn = Turn(registry.transactions.next(), registry.clock.now())
        try:
            answer, code = await self._answered(request, turn)
        except Refusal as refusal:
            answer, code = self._refused(refusal, turn)
        except Exception:
            log.exception("%s failed", turn.svtrid)
            answer, code = self._refused(Failed(), turn)
        self.closing = code in LAST
        self._outstanding -= 1
        if self._state == "greeted":
            self.patience = max(0.0, self._login_by - monotonic())
        cx = turn.cx or self._context(turn)
        self._service.journal.record(cx, code, perf_counter() - started, by_action=turn.written)
        return framed(answer)

    async def closed(self) -> None:
        """Give back the session's place; if that fails, the worker's end or its silence will."""
        metrics.leave(self._state)
        session_id, self._session_id = self._session_id, None
        if session_id is not None:
            self._service.logged_in.pop(session_id, None)
            cx = self._service.registry.context("epp", self._actor, address=self.address, session_id=session_id)
            try:
                await registrar_logout(cx, session_id, ending(self._state, self.cut, failed=self.closing))
            except Exception:
                log.exception("session %d could not be given back", session_id)

    # The login calls.

    def begin(self, session: RegistrarSession, services: Services) -> None:
        """From now on this is a registrar's session with these services."""
        settings = self._service.settings
        self._actor = Actor(session.registrar_id, session.registrar)
        self._session_id = session.session_id
        self._service.logged_in[session.session_id] = self
        self._services = services
        self._frames.limit = settings.frame_limit
        self.patience = settings.idle_timeout

    # The rest is ours.

    async def _answered(self, frame: bytes, turn: Turn) -> tuple[bytes, int]:
        """The payload of the answer and its result code; raises what the command is refused with."""
        turn.text = safe.decoded(frame)
        request = turn.request = envelope.read(safe.parsed(turn.text))
        if request.verb not in LEGAL[self._state] and request.verb in VERBS:
            raise CommandUse(WHY_NOT[self._state])
        self._service.validity.demand(request)
        turn.approved = True
        if request.kind == "hello":
            return self._greeting(turn.now), 1000
        response = await self._carried_out(request, turn)
        self._move(NEXT.get((self._state, request.verb), self._state))
        return envelope.write(response, request.cltrid, turn.svtrid), response.code

    async def _carried_out(self, request: Request, turn: Turn) -> Response:
        dispatch = self._service.dispatch
        command = dispatch.command_of(request, self._services)
        assert request.body is not None  # the schema approved the frame
        wish = command.read(request.body)
        services = self._services
        if isinstance(wish, Login):  # a login may use what it asks for itself
            services = Services(frozenset(wish.objects), frozenset(wish.extensions))
        turn.services = services
        wish = dispatch.extended(wish, request.extensions, services)
        runnable = dispatch.runnable(wish, command)
        cx = turn.cx = self._context(turn)
        if not isinstance(runnable, SessionCommand):
            demand_standing(cx, wish)
        if cx.registry.rates.limits or self._place:
            await self._keep_to_rate(cx, request.verb, wish)
        if isinstance(runnable, SessionCommand):
            answer = await runnable.run(self, cx, wish)
            turn.cx = replace(cx, actor=self._actor, session_id=self._session_id)  # a login is its registrar's own
        else:
            answer = await runnable.run(cx, wish)
            turn.written = runnable.transforms
        return dispatch.response(wish, answer, runnable.write(wish, answer), self._services)

    async def _keep_to_rate(self, cx: Context, verb: str, wish: object) -> None:
        """The place first: what it is refused costs the registrar's other places nothing."""
        rate_class = class_of(verb, wish)
        if rate_class is None:
            return
        whose = "address"
        try:
            if self._place and (rate := self._service.places.rate):
                await within_rate_of_places(cx, self._place, rate)
            whose = rate_class
            await within_rate(cx, rate_class)
        except RateExceeded:
            metrics.count_over_rate(whose)
            raise

    def _refused(self, refusal: Refusal, turn: Turn) -> tuple[bytes, int]:
        explained = self._service.dispatch.explained(refusal, turn.services) if turn.services else ()
        if isinstance(refusal, LoginFailed):
            self._failed_logins += 1
            if self._failed_logins >= self._service.settings.failed_logins:
                refusal = LoginsExhausted(refusal.reason)
        turn.written = False
        response = replace(
            refused(refusal, turn.request, self._prefixes(turn.services or self._services)), extensions=explained
        )
        cltrid = turn.request.cltrid if turn.request else None
        return envelope.write(response, cltrid, turn.svtrid), response.code

    def _prefixes(self, services: Services) -> Mapping[str, str]:
        """Those that an answer may use in a session with these services."""
        known = self._service.dispatch.prefixes
        return {prefix: namespace for prefix, namespace in known.items() if services.has(namespace)}

    def _context(self, turn: Turn) -> Context:
        """Who asks, and what, as far as it is known; from here on the frame holds no secrets."""
        request = turn.request
        if request is None:
            verb, kind, name, cltrid, frame = "unknown", None, None, None, None
        else:
            verb, cltrid = request.verb or "unknown", request.cltrid
            kind, name = _OBJECTS.get(request.object or ""), _subject(request)
            frame = masked(request.root, turn.text, self._service.dispatch.secrets, approved=turn.approved)
        return Context(
            self._service.registry,
            "epp",
            self._actor,
            turn.now,
            turn.svtrid,
            cltrid,
            self.address,
            self._session_id,
            verb,
            kind,
            name,
            frame,
        )

    def _greeting(self, now: datetime) -> bytes:
        registry = self._service.registry
        extensions = self._service.dispatch.namespaces
        self.menu = menu(registry.book, now, extensions, takes_contacts=registry.takes_contacts)
        return write_greeting(self._service.settings.server_name, now, self.menu)

    def _move(self, state: State) -> None:
        if state != self._state:
            metrics.leave(self._state)
            metrics.enter(state)
            self._state = state


def _subject(request: Request) -> str | None:
    """The first name or handle that the command is about; of a login, whose it is."""
    body = request.body
    if body is None or not len(body):
        return None
    first = body[0]
    named = first.tag == _NAMING.get(request.object or "") or (
        request.verb == "login" and str(first.tag).endswith("clID")
    )
    return token(first)[:255] if named else None
