"""The page of the commands: those of EPP and those of the executable, with their help."""

import importlib
import re
from collections.abc import Iterator

import click

from docs.generate.words import code, document, flowing, link, table
from epp.codec.namespaces import PREFIXES
from epp.commands import COMMANDS as EPP_COMMANDS
from namehouse.cli import COMMANDS, main

_PREFIXES = {namespace: prefix for prefix, namespace in PREFIXES.items()}
WIDTH = 100


def page() -> str:
    source = f"{link('epp/commands/__init__.py')} and {link('namehouse/cli.py')}"
    summary = table(
        ("command", "what it does"), [(code(f"namehouse {n}"), each.summary) for n, each in COMMANDS.items()]
    )
    return document(
        "Commands",
        source,
        "## EPP\n\nWhat a client may send, each with the file that reads, runs and answers it.",
        table(("command", "meaning", "file"), epp_rows()),
        "## namehouse\n\nExit code 0: done; 1: understood, but it cannot be done; 2: the command or the settings make no sense.",
        summary,
        *[f"### {name}\n\n```text\n{text}\n```" for name, text in helps(main, "namehouse")],
    )


def epp_rows() -> Iterator[tuple[str, str, str]]:
    """(command, meaning, file), in the order of the table."""
    for verb, namespace in EPP_COMMANDS:
        prefix = _PREFIXES.get(namespace or "")
        module = f"{prefix}_{verb}" if prefix else verb
        yield code(f"{prefix}:{verb}" if prefix else verb), _meaning(module), link(f"epp/commands/{module}.py")


def _meaning(module: str) -> str:
    """The first sentence of the command's file, without the command's own name."""
    sentence = flowing(importlib.import_module(f"epp.commands.{module}").__doc__)
    return re.sub(r"^[\w:]+,? ", "", sentence).removesuffix(".")


def helps(command: click.Command, path: str) -> Iterator[tuple[str, str]]:
    """The help of a command and of all below it."""
    # the names of the help option as the root command hands them down: a command remembers those it was first asked under
    context = click.Context(
        command, info_name=path, max_content_width=WIDTH, terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    yield path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from helps(inner, f"{path} {name}")
