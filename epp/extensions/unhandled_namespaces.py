"""unhandled-namespaces-1.0, nothing is withheld: what the client chose no services for moves into the result (RFC 9038)."""

from dataclasses import replace
from typing import Final

from epp import metrics
from epp.codec.envelope import Fragment, Response, Value
from epp.codec.namespaces import IETF
from epp.extension import Extension
from epp.services import Services

NAMESPACE: Final = IETF + "epp:unhandled-namespaces-1.0"


def move_aside(whole: Response, services: Services) -> Response:
    """The response with each piece that the client chose no services for as a value of its result (RFC 9038, section 3).

    The object's pieces come first, then those of extensions, in the order of the response.
    """
    pieces = (*(() if whole.data is None else (whole.data,)), *whole.more, *whole.extensions)
    unhandled = [each for each in pieces if not services.has(each.namespace)]
    if not unhandled:
        return whole
    for each in unhandled:
        metrics.count_unhandled(each.namespace)
    first, *others = whole.results
    return replace(
        whole,
        results=(replace(first, values=(*first.values, *map(_value, unhandled))), *others),
        data=None if whole.data in unhandled else whole.data,
        more=tuple([each for each in whole.more if each not in unhandled]),
        extensions=tuple([each for each in whole.extensions if each not in unhandled]),
    )


def _value(piece: Fragment) -> Value:
    """The reason is a format that clients read (RFC 9038, section 3)."""
    return Value(piece.xml, f"{piece.namespace} not in login services")


EXTENSION: Final = Extension(namespace=NAMESPACE, prefix="unhandled-namespaces", finish=move_aside)
