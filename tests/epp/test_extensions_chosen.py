"""An endpoint offers the extensions that its settings name, and nothing of the others is spoken there."""

import json

import pytest
from click.testing import CliRunner

from epp.extension import Extension
from epp.extensions import EXTENSIONS, chosen
from epp.session import Service
from namehouse.cli import main
from registry.requests.domain import DomainCreate
from registry.settings import Epp, SettingsError, load
from tests.epp.talk import CERTIFICATE, NS, Talk, command, service_of

CHECK = "<check><domain:check><domain:name>name.test</domain:name></domain:check></check>"


def offering(service: Service, world, *names: str) -> Service:
    return service_of(world, service.worker_id, extensions=names)


async def test_the_greeting_lists_only_the_extensions_of_the_settings_in_the_order_of_the_table(service, world):
    talk = Talk(offering(service, world, "rgp-1.0", "secDNS-1.1"), CERTIFICATE)
    assert talk.greeting.texts("epp:extURI") == [NS["secDNS"], NS["rgp"]]
    bare = Talk(offering(service, world), CERTIFICATE)
    assert not bare.greeting.has("epp:svcExtension") and bare.greeting.has("epp:objURI")


async def test_an_extension_that_is_not_offered_is_neither_chosen_nor_read_nor_written(service, world):
    fewer = offering(service, world, "rgp-1.0", "unhandled-namespaces-1.0")
    talk = Talk(fewer, CERTIFICATE)
    assert (await talk.login("alpha", extensions=(NS["fee"],))).code == 2103
    assert (await talk.login("alpha", extensions=(NS["rgp"], NS["unhandled"]))).code == 1000
    asked = CHECK + "<extension><fee:check><fee:command name='create'/></fee:check></extension>"
    assert (await talk.say(command(asked))).code == 2103
    made = await talk.say(DomainCreate("plain.example"))
    assert made.code == 1000 and not made.has("epp:extValue"), "nor is it moved aside"


def test_all_that_iana_has_registered_is_offered_unless_the_settings_say_otherwise():
    assert chosen(Epp().extensions) == tuple(each for each in EXTENSIONS if each.registered)
    assert chosen(("fee-1.0",)) == tuple(each for each in EXTENSIONS if each.name == "fee-1.0")
    assert chosen(("registered", "fee-1.0")) == chosen(("registered",))
    assert chosen(()) == ()
    assert Extension(namespace="urn:example:balance-1.0", prefix="b", registered=False).name == "balance-1.0"


def test_an_unknown_extension_refuses_to_start_with_the_nearest_name():
    with pytest.raises(SettingsError, match=r"unknown extension fee-1\.1; did you mean fee-1\.0\?"):
        chosen(("rgp-1.0", "fee-1.1"))
    environment = {"NAMEHOUSE_EPP_EXTENSIONS": "registered, secDNS-1.0"}
    assert load(environment).epp.extensions == ("registered", "secDNS-1.0")
    for arguments in (["epp"], ["up"], ["registrar", "list"]):
        started = CliRunner().invoke(main, arguments, env=environment)
        assert started.exit_code == 2 and "did you mean secDNS-1.1?" in started.output, arguments
    examined = CliRunner().invoke(main, ["doctor", "--json"], env=environment)
    assert examined.exit_code == 1 and "secDNS-1.0" in json.loads(examined.output)[0]["found"]
