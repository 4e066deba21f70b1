"""loginSec-1.0, longer passwords, who logs in with what, and what a registrar is told of its security (RFC 8807)."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from epp.codec.markup import NOTHING, Element, Markup, instant, leaf, leaf_if, node, rooted, text, token
from epp.codec.namespaces import IETF
from epp.commands.login import Login, fits, read_password
from epp.extension import Extension
from registry.errors import CommandUse, ParameterMissing, PasswordExpired, Refusal
from registry.model.login import LITERAL, Event, UserAgent
from registry.requests.registrar import RegistrarSession

NAMESPACE: Final = IETF + "epp:loginSec-1.0"
_IN: Final = f"{{{NAMESPACE}}}"


def read_login(wish: Login, element: Element) -> Login:
    if not len(element):
        raise ParameterMissing("This says nothing.", "loginSec:loginSec", "")
    agent = element.find(_IN + "userAgent")
    return replace(
        wish,
        password=_meant(element, "pw", wish.password) or "",
        new_password=_meant(element, "newPW", wish.new_password),
        user_agent=None if agent is None else _read_agent(agent),
    )


def _meant(element: Element, name: str, said: str | None) -> str | None:
    """The password of that name: the one here where the base says so, and nowhere else (RFC 8807, section 4.1)."""
    here = element.find(_IN + name)
    if said == LITERAL:
        if here is None:
            raise ParameterMissing(f"{name} says that it stands in loginSec.", f"loginSec:{name}", "")
        return read_password(here)
    if here is not None:
        raise CommandUse(f"loginSec:{name} stands only where {name} is {LITERAL}.")
    return said


def _read_agent(element: Element) -> UserAgent:
    parts = {child.tag: token(child) for child in element}
    return UserAgent(parts.get(_IN + "app"), parts.get(_IN + "tech"), parts.get(_IN + "os"))


def write_opened(wish: Login, session: RegistrarSession) -> Markup | None:
    return _write_events(session.events)


def write_refused(refusal: Refusal) -> Markup | None:
    """Only to who has proved who it is: every other login fails in one way."""
    told = [event for each in (refusal, *refusal.also) if (event := _event_of(each))]
    return _write_events(tuple(dict.fromkeys(told)))


def _event_of(refusal: Refusal) -> Event | None:
    if isinstance(refusal, PasswordExpired):
        return Event("password", "error", "The password has expired.", expires_at=refusal.expired_at)
    if refusal.element == "newPW":
        return Event("newPW", "error", refusal.reason)
    return None


def _write_events(events: tuple[Event, ...]) -> Markup | None:
    return rooted("loginSec:loginSecData", NAMESPACE, *map(_write_event, events)) if events else None


def _write_event(event: Event) -> Markup:
    return node(
        "loginSec:event",
        text(event.text),
        type=event.type,
        name=event.name,
        level=event.level,
        exDate=instant(event.expires_at) if event.expires_at else None,
        value=event.value,
        duration=None if event.over is None else _duration(event.over),
    )


def _duration(span: timedelta) -> str:
    """An xs:duration of days and seconds."""
    return f"P{span.days}DT{span.seconds}S"


def ask_login(wish: Login) -> Markup | None:
    password = None if fits(wish.password) else wish.password
    new_password = None if wish.new_password is None or fits(wish.new_password) else wish.new_password
    if password is None and new_password is None and wish.user_agent is None:
        return None
    agent = NOTHING if wish.user_agent is None else _ask_agent(wish.user_agent)
    parts = (agent, leaf_if("loginSec:pw", password), leaf_if("loginSec:newPW", new_password))
    return rooted("loginSec:loginSec", NAMESPACE, *parts)


def _ask_agent(agent: UserAgent) -> Markup:
    parts = (("app", agent.app), ("tech", agent.tech), ("os", agent.os))
    return node("loginSec:userAgent", *[leaf(f"loginSec:{name}", said) for name, said in parts if said is not None])


EXTENSION: Final = Extension(
    namespace=NAMESPACE,
    prefix="loginSec",
    reads={(Login, "loginSec"): read_login},
    writes={Login: write_opened},
    refuses=write_refused,
    asks={Login: ask_login},
)
