"""One-time codes and the seal, without a database."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from panel.identity import codes
from panel.identity.passkeys import RelyingParty
from panel.identity.sealing import Seal, SealBroken

# RFC 6238 appendix B, SHA-1: the last six of its eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_rfc(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert codes.matching_step(SECRET, code, now) == second // 30


def test_a_code_counts_one_step_early_and_one_step_late_and_no_more() -> None:
    now = datetime(2026, 9, 1, 12, 0, 5, tzinfo=UTC)
    made = codes.step_of(now)
    code = pyotp.TOTP(SECRET).at(now)
    for steps, counts in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        assert (codes.matching_step(SECRET, code, now + timedelta(seconds=30 * steps)) == made) is counts, steps


def test_recovery_codes_are_ten_all_different_and_read_however_they_are_typed() -> None:
    drawn = codes.drawn_recovery_codes()
    assert len(set(drawn)) == codes.RECOVERY_CODES and all(len(each) == 19 for each in drawn)
    typed = f" {drawn[0].upper().replace('-', ' ')}"
    assert codes.recovery_digest(1, typed) == codes.recovery_digest(1, drawn[0]) != codes.recovery_digest(2, drawn[0])


def test_the_picture_is_markup_without_style_and_says_the_address() -> None:
    address = codes.address_of(SECRET, "ada", "panel.example")
    assert address.startswith("otpauth://totp/Namehouse:ada%40panel.example?secret=") and "issuer=Namehouse" in address
    picture = codes.picture_of(address)
    assert picture.startswith("<svg") and "style" not in picture and "script" not in picture


def test_what_is_sealed_opens_for_its_owner_and_with_its_key_alone() -> None:
    sealed = Seal.of("old").close(b"secret", "totp 1")
    assert b"secret" not in sealed
    assert Seal.of("old").open(sealed, "totp 1") == b"secret"
    for seal, owner in ((Seal.of("old"), "totp 2"), (Seal.of("new"), "totp 1"), (Seal.of(""), "totp 1")):
        with pytest.raises(SealBroken):
            seal.open(sealed, owner)
    both = Seal.of("new old")
    assert both.open(sealed, "totp 1") == b"secret" and not both.is_present(sealed, "totp 1")
    assert both.is_present(both.close(b"secret", "totp 1"), "totp 1")


def test_a_seal_without_a_key_seals_nothing() -> None:
    with pytest.raises(RuntimeError, match="seal_key"):
        Seal.of(" ").close(b"secret", "totp 1")


@pytest.mark.parametrize(
    ("url", "party"),
    [
        ("http://127.0.0.1:8080/", RelyingParty("localhost", "http://localhost:8080")),
        ("http://[::1]:80/", RelyingParty("localhost", "http://localhost")),
        ("http://localhost:8080/", RelyingParty("localhost", "http://localhost:8080")),
        ("https://panel.example/", RelyingParty("panel.example", "https://panel.example")),
        ("https://panel.example:8443/x", RelyingParty("panel.example", "https://panel.example:8443")),
        ("http://panel.example/", None),
        ("https://192.0.2.1/", None),
        ("", None),
    ],
)
def test_passkeys_are_for_a_name_and_come_by_https_or_from_this_machine(url: str, party: RelyingParty | None) -> None:
    assert RelyingParty.of(url) == party
