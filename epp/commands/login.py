"""login, the beginning of a registrar's session (RFC 5730, section 2.9.1.1)."""

import re
from dataclasses import asdict, dataclass, field
from typing import Final

import structlog

from epp.codec.markup import NOTHING, Element, Markup, joined, leaf, leaves, node, token
from epp.codec.namespaces import EPP
from epp.command import NOTHING_TO_ADD, Conversation, Payload, SessionCommand
from epp.services import LANGUAGE, VERSION
from registry.actions.registrar_login import registrar_login
from registry.context import Context
from registry.model.login import LITERAL, UserAgent
from registry.requests.registrar import RegistrarLogin, RegistrarSession

log: Final = structlog.get_logger("epp")

LONGEST: Final = 16  # characters of a password in the base of the protocol (RFC 5730, section 4.1)

_IN: Final = f"{{{EPP}}}"


@dataclass(frozen=True, slots=True)
class Login:
    """A login as it was sent; the session adds who is at the other end."""

    handle: str
    password: str = field(repr=False)
    new_password: str | None = field(default=None, repr=False)
    objects: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    version: str = VERSION
    language: str = LANGUAGE
    user_agent: UserAgent | None = None


# Passwords may hold blanks of any script: only those of XML count as white space (RFC 8807, section 1.1).
_BLANKS: Final = re.compile("[\t\n\r ]+")


def read_password(element: Element) -> str:
    """Blanks around it gone, those within single (RFC 8807, section 4.1)."""
    return _BLANKS.sub(" ", element.text or "").strip(" ")


def read(body: Element) -> Login:
    parts = {child.tag: child for child in body}
    version, language = parts[_IN + "options"]
    services = parts[_IN + "svcs"]
    new_password = parts.get(_IN + "newPW")
    return Login(
        handle=token(parts[_IN + "clID"]),
        password=read_password(parts[_IN + "pw"]),
        new_password=None if new_password is None else read_password(new_password),
        objects=tuple([token(each) for each in services if each.tag == _IN + "objURI"]),
        extensions=tuple([token(each) for each in services.iter(_IN + "extURI")]),
        version=token(version),
        language=token(language),
    )


async def run(conversation: Conversation, cx: Context, wish: Login) -> RegistrarSession:
    """What can be refused without a look at the registrar is refused first: a refused login changes no password."""
    services = conversation.menu.choose(wish.version, wish.language, wish.objects, wish.extensions)
    session = await registrar_login(
        cx,
        RegistrarLogin(
            handle=wish.handle,
            password=wish.password,
            new_password=wish.new_password,
            address=conversation.address,
            certificate=conversation.certificate,
            worker_id=conversation.worker_id,
            channel=conversation.channel,
            demands=conversation.demands,
            user_agent=wish.user_agent,
        ),
    )
    conversation.begin(session, services)
    if wish.user_agent is not None:
        log.info("client", svtrid=cx.svtrid, registrar=session.registrar, **asdict(wish.user_agent))
    return session


def write(wish: Login, answer: RegistrarSession) -> Payload:
    return NOTHING_TO_ADD


def fits(password: str) -> bool:
    """Whether a password can stand in the base of the protocol; any other needs loginSec (RFC 8807)."""
    return len(password) <= LONGEST


def ask(wish: Login) -> Markup:
    extensions = node("svcExtension", leaves("extURI", wish.extensions)) if wish.extensions else NOTHING
    return node(
        "login",
        leaf("clID", wish.handle),
        leaf("pw", _shown(wish.password)),
        NOTHING if wish.new_password is None else leaf("newPW", _shown(wish.new_password)),
        node("options", leaf("version", wish.version), leaf("lang", wish.language)),
        node("svcs", joined(leaves("objURI", wish.objects), extensions)),
    )


def _shown(password: str) -> str:
    return password if fits(password) else LITERAL


COMMAND = SessionCommand(read=read, run=run, write=write, ask=ask)
