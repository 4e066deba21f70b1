"""Frames as they may be kept: what a client sent, without its secrets.

Works on the parsed tree, so no prefix, CDATA section, entity or encoding hides a secret from it.
"""

from typing import Final

from lxml import etree

from epp.codec.markup import Element, local

MASK: Final = "***"

# In a frame that no schema has approved, a secret may stand under another name or in an attribute.
_SUSPECT: Final = frozenset({"pw", "newpw", "password", "passwd", "authinfo", "authcode", "secret", "token"})
_LOGINS: Final = frozenset({"login", "loginsec"})
_HARMLESS_IN_LOGIN: Final = frozenset({"clid", "version", "lang", "objuri", "exturi", "app", "tech", "os"})


def masked(root: Element, text: str, secrets: frozenset[str], *, approved: bool) -> str:
    """The frame with everything secret replaced; changes the tree. `approved`: the schema found it valid.

    A valid frame whose text has nowhere the name of a secret's element is kept as it is: names cannot be disguised.
    """
    if approved and "authInfo" not in text and not any(name in text for name in secrets):
        return text
    for element in root.iter("{*}authInfo", *[f"{{*}}{name}" for name in secrets]):
        _mask(element)
    if not approved:
        _mask_suspects(root, frozenset(name.lower() for name in secrets) | _SUSPECT)
    return etree.tostring(root, encoding="unicode")


def is_suspect(element: Element, attribute: str | None, secrets: frozenset[str]) -> bool:
    """Whether an element of a frame that no schema has approved, or an attribute of it, may hold a secret.

    Be it under a mistaken name: in a login whatever is not known to be harmless may be a password.
    """
    chain = [local(each).lower() for each in (element, *element.iterancestors())]
    suspects = _SUSPECT.union(name.lower() for name in secrets)
    if not suspects.isdisjoint((*chain, (attribute or "").lower())):
        return True
    return not _LOGINS.isdisjoint(chain) and (attribute is not None or chain[0] not in _HARMLESS_IN_LOGIN)


def _mask(secret: Element) -> None:
    for element in secret.iter():
        _mask_one(element)
        if element is not secret and (element.tail or "").strip():
            element.tail = MASK


def _mask_one(element: Element) -> None:
    if (element.text or "").strip():
        element.text = MASK
    for name in element.attrib:
        element.set(name, MASK)


def _mask_suspects(root: Element, suspects: frozenset[str]) -> None:
    login = [element for element in root.iter() if local(element).lower() in _LOGINS]
    for element in root.iter():
        if local(element).lower() in suspects:
            _mask(element)
        for name in element.attrib:
            if str(name).rpartition("}")[2].lower() in suspects:
                element.set(name, MASK)
    for element in (inner for each in login for inner in each.iter()):
        if local(element).lower() not in _HARMLESS_IN_LOGIN:
            _mask_one(element)
        if (element.tail or "").strip():
            element.tail = MASK
