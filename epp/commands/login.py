"""login, the beginning of a registrar's session (RFC 5730, section 2.9.1.1)."""

from dataclasses import dataclass, field
from typing import Final

from epp.codec.markup import NOTHING, Element, Markup, joined, leaf, leaf_if, leaves, node, token
from epp.codec.namespaces import EPP
from epp.command import NOTHING_TO_ADD, Conversation, Payload, SessionCommand
from epp.services import LANGUAGE, VERSION
from registry.actions.registrar_login import registrar_login
from registry.context import Context
from registry.requests.registrar import RegistrarLogin, RegistrarSession

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


def read(body: Element) -> Login:
    parts = {child.tag: child for child in body}
    version, language = parts[_IN + "options"]
    services = parts[_IN + "svcs"]
    new_password = parts.get(_IN + "newPW")
    return Login(
        handle=token(parts[_IN + "clID"]),
        password=token(parts[_IN + "pw"]),
        new_password=None if new_password is None else token(new_password),
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
        ),
    )
    conversation.begin(session, services)
    return session


def write(wish: Login, answer: RegistrarSession) -> Payload:
    return NOTHING_TO_ADD


def ask(wish: Login) -> Markup:
    extensions = node("svcExtension", leaves("extURI", wish.extensions)) if wish.extensions else NOTHING
    return node(
        "login",
        leaf("clID", wish.handle),
        leaf("pw", wish.password),
        leaf_if("newPW", wish.new_password),
        node("options", leaf("version", wish.version), leaf("lang", wish.language)),
        node("svcs", joined(leaves("objURI", wish.objects), extensions)),
    )


COMMAND = SessionCommand(read=read, run=run, write=write, ask=ask)
