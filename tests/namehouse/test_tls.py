"""TLS material is made once, kept, renewed in time and never half written."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from namehouse.tls import ensure_material, read_certificate
from registry.clock import FakeClock
from registry.settings import Settings, load

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"NAMEHOUSE_VAR": str(tmp_path)})


def contents(settings: Settings) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in settings.tls.ca.parent.iterdir()}


def test_everything_is_made_and_only_its_owner_reads_the_keys(settings: Settings, clock: FakeClock):
    certificates = ensure_material(settings, clock, ("alpha", "beta"))
    files = {path.name: path.stat().st_mode & 0o777 for path in settings.tls.ca.parent.iterdir()}
    names = ("alpha", "beta", "ca", "server")
    assert files == {f"{name}.key": 0o600 for name in names} | {f"{name}.pem": 0o644 for name in names}
    assert certificates == {name: settings.var / "tls" / f"{name}.pem" for name in ("alpha", "beta")}


def test_the_servers_certificate_is_good_for_every_name_of_this_machine(settings: Settings, clock: FakeClock):
    ensure_material(settings, clock)
    server = read_certificate(settings.tls.certificate)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    server.verify_directly_issued_by(read_certificate(settings.tls.ca))
    ssl.create_default_context(cafile=settings.tls.ca)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.tls.certificate, settings.tls.key)


def test_a_second_run_changes_nothing(settings: Settings, clock: FakeClock):
    ensure_material(settings, clock, ("alpha",))
    before = contents(settings)
    clock.advance(days=300)
    ensure_material(settings, clock, ("alpha",))
    assert contents(settings) == before


def test_what_ends_within_a_month_is_renewed_by_the_same_authority(settings: Settings, clock: FakeClock):
    ensure_material(settings, clock, ("alpha",))
    before = contents(settings)
    clock.advance(days=397 - 29)
    ensure_material(settings, clock, ("alpha",))
    after = contents(settings)
    assert after["ca.pem"] == before["ca.pem"]
    assert all(after[name] != before[name] for name in ("server.pem", "server.key", "alpha.pem", "alpha.key"))
    assert read_certificate(settings.tls.certificate).not_valid_after_utc > clock.now() + timedelta(days=300)


def test_an_authority_that_would_not_outlive_its_certificates_is_replaced_with_all_of_them(
    settings: Settings, clock: FakeClock
):
    ensure_material(settings, clock, ("alpha",))
    before = contents(settings)
    clock.advance(days=3650 - 390)
    ensure_material(settings, clock, ("alpha",))
    after = contents(settings)
    assert not set(before.values()) & set(after.values())
    read_certificate(settings.var / "tls" / "alpha.pem").verify_directly_issued_by(read_certificate(settings.tls.ca))


def test_a_new_name_gets_a_new_certificate(settings: Settings, clock: FakeClock, tmp_path: Path):
    ensure_material(settings, clock)
    ensure_material(load({"NAMEHOUSE_VAR": str(tmp_path), "NAMEHOUSE_TLS_NAMES": "epp.nic.test"}), clock)
    names = read_certificate(settings.tls.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert "epp.nic.test" in names.value.get_values_for_type(x509.DNSName)


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN nonsense"])
def test_damaged_files_are_replaced(settings: Settings, clock: FakeClock, damage: bytes):
    ensure_material(settings, clock)
    settings.tls.key.write_bytes(damage)
    ensure_material(settings, clock)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.tls.certificate, settings.tls.key)


def test_a_key_that_belongs_to_another_certificate_is_replaced(settings: Settings, clock: FakeClock):
    ensure_material(settings, clock, ("alpha",))
    settings.tls.key.write_bytes((settings.var / "tls" / "alpha.key").read_bytes())
    ensure_material(settings, clock)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.tls.certificate, settings.tls.key)


def test_a_certificate_of_somebody_else_is_left_alone(tmp_path: Path, clock: FakeClock):
    elsewhere = tmp_path / "elsewhere" / "server.pem"
    settings = load({"NAMEHOUSE_VAR": str(tmp_path), "NAMEHOUSE_TLS_CERTIFICATE": str(elsewhere)})
    ensure_material(settings, clock)
    assert not elsewhere.exists()
