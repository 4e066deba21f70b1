"""Clients of EPP and RDAP that other people wrote, against the running servers: the protocols are the world's, not ours."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import requests
import whoisit
from pyepp import EppCommunicator
from pyepp.contact import AddressData, Contact, ContactData, PostalInfoData
from pyepp.domain import Domain, DomainData
from pyepp.host import Host, HostData, IPAddressData
from pyepp.poll import Poll

from tests.stories.installation import Installation

pytestmark = pytest.mark.story
SECRET = "outside-client-secret-1"


@contextmanager
def client(installation: Installation, handle: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[EppCommunicator]:
    """A session of pyepp, which trusts what the system trusts: here, the installation's own authority."""
    facts, who = installation.facts, installation.registrar(handle)
    monkeypatch.setenv("SSL_CERT_FILE", installation.path(facts["epp"]["server_ca"]))
    session = EppCommunicator(
        "localhost", str(facts["epp"]["port"]), installation.path(who["cert"]), installation.path(who["key"])
    )
    session.connect()
    assert session.login(handle, who["password"]).code == 1000
    yield session
    assert session.logout().code == 1500


@pytest.mark.filterwarnings("ignore:ssl.OP_NO:DeprecationWarning")  # pyepp asks the standard library the old way
@pytest.mark.feature("REG-01", "ARC-02", "DOM-01", "DOM-04", "DOM-05", "DOM-08", "DOM-11")
def test_pyepp_lives_through_a_names_life(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Contacts, hosts and domains are checked, created, updated, renewed, transferred and deleted; messages are read."""
    name = "outside.test"
    with client(installation, "alpha", monkeypatch) as alpha:
        _make_contacts(Contact(alpha))
        domain = Domain(alpha)
        assert domain.check([name]).result_data[name]["avail"]
        wish = DomainData(
            name, 2, registrant="OUT-1", admin="OUT-1", tech="OUT-2", host=["ns1.dns-house.net"], password=SECRET
        )
        assert domain.create(wish).code == 1000
        assert not domain.check([name]).result_data[name]["avail"]
        host = Host(alpha)
        addressed = HostData(f"ns1.{name}", [IPAddressData("192.31.196.53", "v4")])
        assert host.create(addressed).code == 1000
        assert domain.update(name, add_hosts=[f"ns1.{name}"]).code == 1000
        info = domain.info(name).result_data
        assert sorted(info.host) == ["ns1.dns-house.net", f"ns1.{name}"]
        expiry = date.fromisoformat(info.expiry_date[:10])
        assert domain.renew(name, expiry, 1).code == 1000
        assert host.delete(f"ns1.{name}").code == 2305  # still delegated to
        assert domain.update(name, remove_hosts=[f"ns1.{name}"]).code == 1000
        assert host.delete(f"ns1.{name}").code == 1000
    with client(installation, "beta", monkeypatch) as beta:
        assert Domain(beta).transfer(name, "not the secret").code == 2202
        assert Domain(beta).transfer(name, SECRET).code == 1001
    with client(installation, "alpha", monkeypatch) as alpha:
        _read_messages_until(Poll(alpha), "Transfer requested.")
        reply = alpha.execute(_approve(name))
        assert reply.code == 1000
        assert Contact(alpha).delete("OUT-1").code == 2305  # still the registrant
    with client(installation, "beta", monkeypatch) as beta:
        _read_messages_until(Poll(beta), "Transfer approved.")
        assert Domain(beta).info(name).result_data.sponsoring_client_id == "beta"
        assert Domain(beta).delete(name).code == 1001  # a transfer ends the add grace: the way out is redemption


@pytest.fixture
def reader(installation: Installation) -> Iterator[requests.Session]:
    """whoisit, for which the registry of RDAP servers (RFC 9224) knows no other than ours; over TLS."""
    ours = [installation.facts["rdap"]["base"]]
    services = {
        "dns": [[[each["name"] for each in installation.facts["tlds"]], ours]],
        "object": [[["nobody"], ["NAMEHSE"], ours]],
        "asn": [[["1-2"], ours]],
        "ipv4": [[["192.0.2.0/24"], ours]],
        "ipv6": [[["2001:db8::/32"], ours]],
    }
    registry = {kind: {"services": each} for kind, each in services.items()}
    whoisit.load_bootstrap_data({"timestamp": 1, **registry}, from_json=False)
    with requests.Session() as session:
        session.trust_env = False  # else another authority of the environment goes before this one
        session.verify = installation.path(installation.facts["epp"]["server_ca"])
        yield session
    whoisit.clear_bootstrapping()


@pytest.mark.feature("REG-03")
def test_whoisit_finds_this_server_by_its_tlds_and_reads_what_it_tells(
    installation: Installation, reader: requests.Session
) -> None:
    for tld in installation.facts["tlds"]:
        found = whoisit.domain(tld["domain"], session=reader, follow_related=False)
        assert (found["name"], found["dnssec"]) == (tld["domain"], True)
        assert found["registration_date"] < found["expiration_date"]
        assert found["nameservers"] and found["handle"].endswith("-NAMEHSE")
        (registrar,) = found["entities"]["registrar"]
        assert registrar["name"] == "Alpha Names" and registrar["handle"] == "9990"
        assert found["status"] and found["url"] == f"{installation.facts['rdap']['base']}domain/{tld['domain']}"
    with pytest.raises(whoisit.errors.ResourceDoesNotExist):
        whoisit.domain("surely-not-there.test", session=reader, follow_related=False)


@pytest.mark.feature("REG-03")
def test_whoisit_reads_a_registrar(installation: Installation, reader: requests.Session) -> None:
    told = reader.get(f"{installation.facts['rdap']['base']}entity/9990", timeout=15)
    found = whoisit.parse(whoisit._bootstrap, "entity", "9990", told.json())
    assert found["name"] == "Alpha Names" and found["roles"] == ["registrar"]


def _make_contacts(contact: Contact) -> None:
    for handle in ("OUT-1", "OUT-2"):
        assert contact.check([handle]).result_data[handle]["avail"]
        address = AddressData("1 Example Street", "Springfield", "US", postal_code="12345")
        postal = PostalInfoData("Outside Client", "", address, "int")
        wish = ContactData(handle, "outside@contact.example", postal, phone="+1.5550100", password=SECRET)
        assert contact.create(wish).code == 1000
        assert contact.info(handle).result_data.email == "outside@contact.example"


def _approve(name: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><command>'
        '<transfer op="approve"><domain:transfer xmlns:domain="urn:ietf:params:xml:ns:domain-1.0">'
        f"<domain:name>{name}</domain:name></domain:transfer></transfer><clTRID>APPROVE-1</clTRID></command></epp>"
    )


def _read_messages_until(poll: Poll, text: str) -> None:
    for _ in range(100):
        answer = poll.request()
        assert answer.code == 1301, "the queue ended before the message came"
        number = answer.result_data.message_id
        found = text in answer.raw_response.decode()
        assert poll.acknowledge(number).code == 1000
        if found:
            return
    raise AssertionError("the queue has no end")


@pytest.mark.feature("REG-01")
def test_net_epp_logs_in_creates_and_deletes(installation: Installation, tmp_path: Path) -> None:
    """Debian's libnet-epp-perl, where it is installed."""
    perl = shutil.which("perl")
    if perl is None or subprocess.run([perl, "-MNet::EPP::Simple", "-e1"], capture_output=True).returncode:
        pytest.skip("libnet-epp-perl is not installed; .ci/run installs it where it can")
    facts, who = installation.facts, installation.registrar("gamma")
    script = tmp_path / "client.pl"
    script.write_text(PERL)
    result = subprocess.run(
        [
            perl,
            script,
            "localhost",
            str(facts["epp"]["port"]),
            "gamma",
            who["password"],
            installation.path(who["cert"]),
            installation.path(who["key"]),
            installation.path(facts["epp"]["server_ca"]),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.split() == ["available", "created", "gamma", "taken", "deleted", "available"]


PERL = r"""
use strict; use warnings; use Net::EPP::Simple;
my ($host, $port, $user, $pass, $cert, $key, $ca) = @ARGV;
my $epp = Net::EPP::Simple->new(
    host => $host, port => $port, user => $user, pass => $pass, key => $key, cert => $cert,
    verify => 1, ca_file => $ca, timeout => 10,
) or die "login: $Net::EPP::Simple::Code $Net::EPP::Simple::Message $Net::EPP::Simple::Error\n";
sub free { my $is = $epp->check_domain('perl.test'); die "check\n" unless defined $is; print $is ? "available\n" : "taken\n" }
free();
$epp->create_domain({
    name => 'perl.test', period => 1, ns => ['ns1.dns-house.net'], authInfo => 'perl-secret-of-length',
    registrant => 'GAMMA-1', contacts => { admin => 'GAMMA-1', tech => 'GAMMA-2' },
})
    or die "create: $Net::EPP::Simple::Code $Net::EPP::Simple::Message\n";
print "created\n";
my $info = $epp->domain_info('perl.test') or die "info\n";
print "$info->{clID}\n";
free();
$epp->delete_domain('perl.test') or die "delete: $Net::EPP::Simple::Code\n";
print "deleted\n";
free();
$epp->logout;
"""
