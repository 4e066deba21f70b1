"""Each folder of the EPP door announces itself in one literal table, and the tables are complete."""

import inspect
from pathlib import Path

import pytest

import epp.commands
import epp.extensions
from epp import asking
from epp.codec import results
from epp.codec.namespaces import CONTACT, DOMAIN, HOST, PREFIXES
from epp.commands import COMMANDS, VERBS
from epp.extensions import EXTENSIONS
from epp.states import LEGAL
from registry import errors
from schemas.xml_schemas import FOLDER, file_name
from tests.epp.golden import conversations, requests

OBJECTS = {DOMAIN: "domain", CONTACT: "contact", HOST: "host"}


def modules(package) -> set[str]:
    return {each.stem for each in Path(package.__path__[0]).glob("*.py")} - {"__init__"}


def test_every_command_file_is_in_the_table_under_its_own_name():
    named = {f"{OBJECTS[uri]}_{verb}" if uri else verb for verb, uri in COMMANDS}
    assert named == modules(epp.commands)


def test_every_entry_is_the_command_of_its_file():
    for (verb, uri), command in COMMANDS.items():
        name = f"{OBJECTS[uri]}_{verb}" if uri else verb
        assert command is getattr(epp.commands, name).COMMAND
        assert inspect.getmodule(command.read).__name__ == f"epp.commands.{name}"


def test_every_extension_file_is_in_the_table():
    files = modules(epp.extensions)
    assert {getattr(epp.extensions, name).EXTENSION.namespace for name in files} == {
        each.namespace for each in EXTENSIONS
    }
    assert len(files) == len(EXTENSIONS)


def test_every_extension_has_its_schema_and_a_prefix_of_its_own():
    for extension in EXTENSIONS:
        assert (FOLDER / file_name(extension.namespace)).is_file()
    prefixes = [*PREFIXES, *[each.prefix for each in EXTENSIONS]]
    assert len(set(prefixes)) == len(prefixes)
    assert len({each.namespace for each in EXTENSIONS}) == len(EXTENSIONS)


def test_every_verb_is_legal_in_some_state_and_has_a_command():
    assert set().union(*LEGAL.values()) == VERBS | {"hello"}
    assert {verb for verb, _ in COMMANDS} == VERBS


def test_every_refusal_has_a_text():
    refusals = [each for each in vars(errors).values() if inspect.isclass(each) and issubclass(each, errors.Refusal)]
    assert {each.code for each in refusals if each is not errors.Refusal} <= set(results.TEXTS)


def test_every_command_can_be_asked_by_our_own_client():
    asked = set(asking.ASKS.values())
    assert {command.ask for command in COMMANDS.values()} <= asked
    assert {carried.ask for each in EXTENSIONS for carried in each.carried.values()} <= asked


@pytest.mark.parametrize("key", COMMANDS, ids=lambda key: f"{key[0]} {OBJECTS.get(key[1], '')}")
def test_every_command_has_a_golden_frame(key):
    verb, uri = key
    wanted = f"_{OBJECTS[uri]}_{verb}" if uri else f"_{verb}"
    assert any(wanted in request.stem for each in conversations() for request in requests(each))
