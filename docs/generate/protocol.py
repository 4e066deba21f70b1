"""The pages of the protocol: result codes with their refusals, extensions with the commands they go with."""

import importlib
from collections.abc import Iterator
from typing import get_args, get_type_hints

from docs.generate.rules import refusals_of, rule_names
from docs.generate.words import code, document, flowing, link, table
from epp.codec.namespaces import PREFIXES
from epp.codec.results import LAST, TEXTS
from epp.commands import COMMANDS
from epp.extension import Extension
from epp.extensions import EXTENSIONS
from registry.errors import Refusal

_PREFIXES = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def result_codes_page() -> str:
    source = f"{link('epp/codec/results.py')} and {link('registry/errors.py')}"
    introduction = (
        "The codes of RFC 5730, section 3. A code below 2000 is a success, one from 2000 to 2399 says that nothing was "
        "changed. The refusal is the class that the registry raises, the rules are those that raise it (other refusals come "
        "from actions and from the door). After a code marked *closes* the connection ends."
    )
    return document("Result codes", source, introduction, table(("code", "text", "refusal", "by the rules"), _codes()))


def _codes() -> Iterator[tuple[str, ...]]:
    refusals: dict[int, list[type[Refusal]]] = {}
    for refusal in _all(Refusal):
        refusals.setdefault(refusal.code, []).append(refusal)
    for number, text in TEXTS.items():
        those = refusals.pop(number, [])
        closes = " *closes*" if number in LAST else ""
        said = [f"{code(each.__name__)} {flowing(each.__dict__.get('__doc__'))}".strip() for each in those]
        by = sorted(name.replace("_", " ") for name in rule_names() if not refusals_of(name).isdisjoint(those))
        yield str(number), text + closes, " ".join(said), ", ".join(by)
    assert not refusals, f"refusals without a text: {refusals}"


def _all(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _all(each)


def extensions_page() -> str:
    introduction = (
        "In the order of the greeting. A client is sent an extension's elements only when it asked for the extension at "
        "login, and may send them only then (2103)."
    )
    source = link("epp/extensions/__init__.py")
    return document("Extensions", source, introduction, *[_extension(each) for each in EXTENSIONS])


def _extension(extension: Extension) -> str:
    schema = extension.namespace.rpartition(":")[2]
    package = importlib.import_module("epp.extensions")
    module = next(
        module for name in dir(package) if getattr((module := getattr(package, name)), "EXTENSION", None) is extension
    )
    sentence = flowing((module.__doc__ or "").split("\n\n")[0])
    rows = [
        *([("every command", "sees the whole answer last")] if extension.finish else []),
        *((_command(wish), f"takes {code(f'{extension.prefix}:{element}')}") for wish, element in extension.reads),
        *((_command(wish), "adds to the answer") for wish in extension.writes),
        *((code(wish.__name__), "is a wish of its own, carried by a command") for wish in extension.carried),
    ]
    return "\n\n".join(
        [
            f"## {schema}",
            sentence,
            f"Namespace {code(extension.namespace)}, schema {link(f'schemas/xml/{schema}.xsd')}, "
            f"file {link(module.__name__.replace('.', '/') + '.py')}.",
            table(("command", "the extension"), rows) if rows else "",
        ]
    )


def _command(wish: type) -> str:
    """The command whose element is read into this wish; the wish's own name for one that only an extension makes."""
    for (verb, namespace), command in COMMANDS.items():
        made = get_type_hints(command.read)["return"]
        if wish is made or wish in get_args(made):
            return code(f"{_PREFIXES[namespace]}:{verb}" if namespace else verb)
    return code(wish.__name__)
