"""Refusals as results: the code, and where it helps the element it is about and the reason (RFC 5730, section 2.6)."""

from collections.abc import Mapping
from typing import Final

from epp.codec.envelope import Request, Response, Result, Value
from epp.codec.markup import Markup, namespace_of, node, rooted, text, token
from epp.codec.namespaces import CONTACT, DOMAIN, HOST
from epp.codec.parts import NAMING
from registry.errors import Refusal

_SUBJECT: Final = {DOMAIN: NAMING["domain"], CONTACT: NAMING["contact"], HOST: NAMING["host"]}


def refused(refusal: Refusal, request: Request | None, prefixes: Mapping[str, str]) -> Response:
    """The response to a command that is not carried out; further refusals become further results.

    `prefixes` gives the namespace of every prefix that the answer may use: what would be told in another one is told of the
    command.
    """
    return Response(tuple([_result(each, request, prefixes) for each in (refusal, *refusal.also)]))


def _result(refusal: Refusal, request: Request | None, prefixes: Mapping[str, str]) -> Result:
    element = _offending(refusal, prefixes)
    if element is None and not refusal.reason:
        return Result(refusal.code)
    if element is None:
        element = _subject(request, prefixes)
    return Result(refusal.code, (Value(element, refusal.reason or None),))


def _offending(refusal: Refusal, prefixes: Mapping[str, str]) -> Markup | None:
    """What the refusal itself points at."""
    if refusal.element is None:
        return None
    prefix, colon, _ = refusal.element.partition(":")
    value = text(refusal.value or "")
    attributes = dict([refusal.attribute] if refusal.attribute else ())
    if not colon:
        return node(refusal.element, value, **attributes)  # one of the envelope's own
    namespace = prefixes.get(prefix)
    return None if namespace is None else rooted(refusal.element, namespace, value, **attributes)


def _subject(request: Request | None, prefixes: Mapping[str, str]) -> Markup:
    """What a reason is about when the refusal names nothing: the object of the command, or the command."""
    if request is None or not request.verb:
        return node("epp")
    naming = _SUBJECT.get(request.object or "")
    body = request.body
    if naming is None or request.object not in prefixes.values():
        return node("command")
    if body is None or not len(body) or namespace_of(body[0]) != request.object:
        return node("command")
    return rooted(naming, request.object or "", text(token(body[0])))
