"""From a valid request to its response: which command it is, what it wishes, what its extensions add on the way in
and on the way out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeAlias

from epp.codec.envelope import DONE, Fragment, Request, Response, Result
from epp.codec.markup import Element, local, namespace_of
from epp.codec.namespaces import PREFIXES as OBJECT_PREFIXES
from epp.command import AnyCommand, AnySessionCommand, Payload
from epp.commands import COMMANDS, VERBS
from epp.extension import AnyCarried, Extension, Write
from epp.extensions import EXTENSIONS
from epp.services import Services
from registry.errors import (
    CommandNotOffered,
    CommandSyntax,
    CommandUse,
    ExtensionNotOffered,
    ServiceNotOffered,
    UnknownCommand,
)

Runnable: TypeAlias = AnyCommand | AnySessionCommand | AnyCarried

PREFIXES: Final = {**OBJECT_PREFIXES, **{extension.prefix: extension.namespace for extension in EXTENSIONS}}
SECRETS: Final = frozenset({"pw", "newPW"}.union(*[extension.secrets for extension in EXTENSIONS]))
BY_NAMESPACE: Final = {extension.namespace: extension for extension in EXTENSIONS}
CARRIED: Final = {wish: carried for extension in EXTENSIONS for wish, carried in extension.carried.items()}
_FINISHING: Final = tuple(extension for extension in EXTENSIONS if extension.finish is not None)


def _writers() -> dict[type, tuple[tuple[str, Write], ...]]:
    """For each type of wish the extensions that add to its answer, in the order of their table."""
    writers: dict[type, tuple[tuple[str, Write], ...]] = {}
    for extension in EXTENSIONS:
        for wish, write in extension.writes.items():
            writers[wish] = (*writers.get(wish, ()), (extension.namespace, write))
    return writers


_WRITERS: Final = _writers()


def command_of(request: Request, services: Services) -> AnyCommand | AnySessionCommand:
    """The command that a request asks for; raises the refusal of one that is unknown, not offered or not chosen."""
    command = COMMANDS.get((request.verb, request.object))
    if request.object is not None and request.object not in services.objects:
        raise ServiceNotOffered("The session was opened without these objects.")
    if command is None:
        if request.verb in VERBS:
            raise CommandNotOffered("These objects do not have this command.")
        raise UnknownCommand("There is no such command.")
    return command


def extended(wish: object, elements: Iterable[Element], services: Services) -> object:
    """The wish with what the extensions of the command add to it."""
    carried: dict[str, Element] = {}
    for element in elements:
        namespace = namespace_of(element)
        if namespace not in BY_NAMESPACE or namespace not in services.extensions:
            raise ExtensionNotOffered("The session was opened without this extension.", "extURI", namespace)
        if namespace in carried:
            raise CommandSyntax("An extension stands twice in one command.")
        carried[namespace] = element
    for extension in EXTENSIONS if carried else ():
        element_of_it = carried.get(extension.namespace)
        if element_of_it is not None:
            wish = _read(extension, wish, element_of_it)
    return wish


def _read(extension: Extension, wish: object, element: Element) -> object:
    read = extension.reads.get((type(wish), local(element)))
    if read is None:
        raise CommandUse(f"{local(element)} of {extension.namespace} does not go with this command.")
    return read(wish, element)


def response(wish: object, answer: object, payload: Payload, services: Services) -> Response:
    """All that is said about an answer, without what the client did not choose to hear."""
    results = DONE if payload.code == 1000 else (Result(payload.code),)
    whole = Response(results, payload.queue, payload.data, _extensions(wish, answer))
    for extension in _FINISHING:
        if extension.finish is not None and extension.namespace in services.extensions:
            return extension.finish(whole, services)
    return _understood(whole, services)


def _extensions(wish: object, answer: object) -> tuple[Fragment, ...]:
    fragments = []
    for namespace, write in _WRITERS.get(type(wish), ()):
        xml = write(wish, answer)
        if xml is not None:
            fragments.append(Fragment(namespace, xml))
    return tuple(fragments)


def _understood(whole: Response, services: Services) -> Response:
    """The response without the pieces in namespaces that the client did not choose at login."""
    if whole.data is not None and not services.has(whole.data.namespace):
        whole = replace(whole, data=None)
    if whole.extensions and not all(services.has(each.namespace) for each in whole.extensions):
        whole = replace(whole, extensions=tuple([each for each in whole.extensions if services.has(each.namespace)]))
    return whole
