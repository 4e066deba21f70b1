"""From a valid request to its response: which command it is, what it wishes, what its extensions add on the way in
and on the way out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from epp.codec.envelope import DONE, Fragment, Request, Response, Result
from epp.codec.markup import Element, local, namespace_of
from epp.codec.namespaces import PREFIXES
from epp.codec.results import COMPLETED
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
    Refusal,
    ServiceNotOffered,
    UnknownCommand,
)

Runnable: TypeAlias = AnyCommand | AnySessionCommand | AnyCarried


class Dispatch:
    """The commands with a choice of extensions: all of them, unless an endpoint is to offer fewer."""

    def __init__(self, extensions: Iterable[Extension] = EXTENSIONS) -> None:
        self._extensions: Final = {extension.namespace: extension for extension in extensions}
        every = self._extensions.values()
        self._carried: Final = {wish: carried for each in every for wish, carried in each.carried.items()}
        self._writers: Final[dict[type, tuple[tuple[str, Write], ...]]] = {}
        for each in every:
            for wish, write in each.writes.items():
                self._writers[wish] = (*self._writers.get(wish, ()), (each.namespace, write))
        self._finishing: Final = tuple(each for each in every if each.finish is not None)
        self._refusing: Final = tuple(each for each in every if each.refuses is not None)
        self.namespaces: Final = tuple(self._extensions)
        self.prefixes: Final = {**PREFIXES, **{each.prefix: each.namespace for each in every}}
        self.secrets: Final = frozenset({"pw", "newPW"}.union(*[each.secrets for each in every]))

    def command_of(self, request: Request, services: Services) -> AnyCommand | AnySessionCommand:
        """The command that a request asks for; raises the refusal of one that is unknown, not offered or not chosen."""
        if request.object is not None and request.object not in services.objects:
            raise ServiceNotOffered("The session was opened without these objects.")
        command = COMMANDS.get((request.verb, request.object))
        if command is not None:
            return command
        if request.verb in VERBS:
            raise CommandNotOffered("These objects do not have this command.")
        raise UnknownCommand("There is no such command.")

    def extended(self, wish: object, elements: Sequence[Element], services: Services) -> object:
        """The wish with what the extensions of the command add to it, in the order of their table."""
        if not elements:
            return wish
        said: dict[str, Element] = {}
        for element in elements:
            namespace = namespace_of(element)
            if namespace not in self._extensions or namespace not in services.extensions:
                raise ExtensionNotOffered("The session was opened without this extension.", "extURI", namespace)
            if namespace in said:
                raise CommandSyntax("An extension stands twice in one command.")
            said[namespace] = element
        for namespace in sorted(said, key=self.namespaces.index):
            wish = _read(self._extensions[namespace], wish, said[namespace])
        return wish

    def runnable(self, wish: object, command: AnyCommand | AnySessionCommand) -> Runnable:
        """What carries out a wish: the command that it came as, unless an extension made another wish of it."""
        return self._carried.get(type(wish), command)

    def response(self, wish: object, answer: object, payload: Payload, services: Services) -> Response:
        """All that is said about an answer, without what the client did not choose to hear."""
        results = DONE if payload.code == COMPLETED else (Result(payload.code),)
        last = next((each.finish for each in self._finishing if each.namespace in services.extensions), None)
        # What nobody will see is not even written, unless an extension wants to see the whole.
        added = self._added(wish, answer, None if last else services.extensions)
        whole = Response(results, payload.queue, payload.data, added, payload.more)
        return last(whole, services) if last else _understood(whole, services)

    def explained(self, refusal: Refusal, services: Services) -> tuple[Fragment, ...]:
        """What extensions that the client chose add to a refusal."""
        told = [
            Fragment(each.namespace, xml)
            for each in self._refusing
            if each.refuses is not None
            and each.namespace in services.extensions
            and (xml := each.refuses(refusal)) is not None
        ]
        return tuple(told)

    def _added(self, wish: object, answer: object, chosen: frozenset[str] | None) -> tuple[Fragment, ...]:
        """What extensions add: those that were chosen, or all."""
        fragments = []
        for namespace, write in self._writers.get(type(wish), ()):
            if chosen is not None and namespace not in chosen:
                continue
            xml = write(wish, answer)
            if xml is not None:
                fragments.append(Fragment(namespace, xml))
        return tuple(fragments)


def _read(extension: Extension, wish: object, element: Element) -> object:
    read = extension.reads.get((type(wish), local(element)))
    if read is None:
        raise CommandUse(f"{local(element)} of {extension.namespace} does not go with this command.")
    return read(wish, element)


def _understood(whole: Response, services: Services) -> Response:
    """The response without the pieces in namespaces that the client did not choose at login."""
    if whole.data is not None and not services.has(whole.data.namespace):
        whole = replace(whole, data=None, more=())
    if whole.extensions and not all(services.has(each.namespace) for each in whole.extensions):
        whole = replace(whole, extensions=tuple([each for each in whole.extensions if services.has(each.namespace)]))
    return whole
