"""Passkeys (WebAuthn): an authenticator signs what we drew for this session, after it has recognised its owner.

They are a second factor here, never the only one: the password comes first. What is not done: attestation (whose product an
authenticator is does not matter), signing in without a password.
"""

import ipaddress
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from webauthn.helpers import (
    generate_challenge,
    options_to_json,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from panel.identity.models import Passkey, PasskeyChallenge
from panel.kit.access import Viewer
from registry.clock import Clock

log = logging.getLogger(__name__)

CHALLENGE_LIFE: Final = timedelta(minutes=10)
MOST_OF_ONE_ACCOUNT: Final = 20
LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """For whom passkeys sign: a host name, and the origin that pages come from."""

    id: str
    origin: str

    @classmethod
    def of(cls, url: str) -> "RelyingParty | None":
        """The party of the panel's address; None: browsers give that address no passkeys (WebAuthn 5.1.2 and 13.4.9).

        An address of this machine stands for `localhost`, which is the name under which browsers do.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        try:
            if not ipaddress.ip_address(host).is_loopback:
                return None
            host = "localhost"
        except ValueError:
            pass
        near = host == "localhost" or host.endswith(".localhost")
        if not host or (parts.scheme != "https" and not near):
            return None
        port = "" if parts.port in (None, {"http": 80, "https": 443}[parts.scheme]) else f":{parts.port}"
        return cls(host, f"{parts.scheme}://{host}{port}")


class PasskeyRefused(Exception):
    """The passkey cannot be registered; the message is for people."""


@dataclass(frozen=True, slots=True)
class Passkeys:
    """Draws challenges and judges what authenticators sign; works in the transaction that it is given."""

    clock: Clock
    party: RelyingParty | None

    async def of(self, db: AsyncSession, account_id: int) -> list[Passkey]:
        found = await db.execute(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id))
        return list(found.scalars())

    async def registration(self, db: AsyncSession, viewer: Viewer) -> str | None:
        """What a browser needs to register a passkey, as JSON; None where there is no relying party."""
        if self.party is None:
            return None
        known = await self.of(db, viewer.account_id)
        options = webauthn.generate_registration_options(
            rp_id=self.party.id,
            rp_name="Namehouse",
            user_id=viewer.account_id.to_bytes(8),
            user_name=viewer.login,
            user_display_name=viewer.name,
            challenge=await self._challenge(db, viewer, "register"),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[_described(each) for each in known],
        )
        return options_to_json(options)

    async def question(self, db: AsyncSession, viewer: Viewer) -> str | None:
        """What a browser needs to have one of the account's passkeys sign, as JSON; None where there is none."""
        known = await self.of(db, viewer.account_id)
        if self.party is None or not known:
            return None
        options = webauthn.generate_authentication_options(
            rp_id=self.party.id,
            challenge=await self._challenge(db, viewer, "prove"),
            allow_credentials=[_described(each) for each in known],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    async def register(self, db: AsyncSession, viewer: Viewer, response: str, name: str) -> Passkey:
        """Keep the passkey that a browser made. Raises PasskeyRefused."""
        known = await self.of(db, viewer.account_id)
        if len(known) >= MOST_OF_ONE_ACCOUNT:
            raise PasskeyRefused(f"Nobody needs more than {MOST_OF_ONE_ACCOUNT} passkeys: remove one first.")
        credential = _registration(response)
        challenge = await self._drawn(db, viewer, credential, "register")
        if self.party is None or credential is None or challenge is None:
            raise PasskeyRefused("This took too long. Please try again.")
        try:
            made = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.party.id,
                expected_origin=self.party.origin,
                require_user_verification=True,
            )
        except WebAuthnException as refusal:
            log.warning("a passkey of %s was not registered: %s", viewer.login, refusal)
            raise PasskeyRefused("The browser's answer does not hold. Please try again.") from None
        taken = select(Passkey.id).where(Passkey.credential_id == made.credential_id)
        if (await db.execute(taken)).scalar_one_or_none() is not None:
            raise PasskeyRefused("This passkey is registered already.")
        passkey = Passkey(
            viewer.account_id,
            name_of(name, f"Passkey {len(known) + 1}"),
            made.credential_id,
            made.credential_public_key,
            made.sign_count,
            [each.value for each in credential.response.transports or ()],
            self.clock.now(),
        )
        db.add(passkey)
        return passkey

    async def signed(self, db: AsyncSession, viewer: Viewer, response: str) -> bool:
        """Whether one of the account's passkeys signed the challenge of this session.

        The challenge is used up by it. The row is locked while the counter is compared: of two answers that count alike, as a
        copy's would, one is refused.
        """
        credential = _authentication(response)
        challenge = await self._drawn(db, viewer, credential, "prove")
        if self.party is None or credential is None or challenge is None:
            return False
        mine = Passkey.account_id == viewer.account_id, Passkey.credential_id == credential.raw_id
        passkey = (await db.execute(select(Passkey).where(*mine).with_for_update())).scalar_one_or_none()
        if passkey is None:
            return False
        try:
            proved = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.party.id,
                expected_origin=self.party.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=0,  # compared below, where a copy can be told from another refusal
                require_user_verification=True,
            )
        except WebAuthnException as refusal:
            log.warning("a passkey of %s was refused: %s", viewer.login, refusal)
            return False
        if not _counts_on(passkey.sign_count, proved.new_sign_count):
            log.error("passkey %d of %s counts backwards: there may be a copy of it", passkey.id, viewer.login)
            return False
        passkey.sign_count, passkey.used_at = proved.new_sign_count, self.clock.now()
        return True

    async def _challenge(self, db: AsyncSession, viewer: Viewer, purpose: str) -> bytes:
        now = self.clock.now()
        await db.execute(
            delete(PasskeyChallenge).where(
                PasskeyChallenge.session_id == viewer.session_id, PasskeyChallenge.expires_at <= now
            )
        )
        challenge = generate_challenge()
        db.add(PasskeyChallenge(challenge, viewer.session_id, purpose, now + CHALLENGE_LIFE))
        return challenge

    async def _drawn(
        self,
        db: AsyncSession,
        viewer: Viewer,
        credential: RegistrationCredential | AuthenticationCredential | None,
        purpose: str,
    ) -> bytes | None:
        """The challenge that is answered, if it was drawn for this session and purpose and is still open; then it is no more."""
        if credential is None:
            return None
        answered = parse_client_data_json(credential.response.client_data_json).challenge
        gone = await db.execute(
            delete(PasskeyChallenge)
            .where(
                PasskeyChallenge.challenge == answered,
                PasskeyChallenge.session_id == viewer.session_id,
                PasskeyChallenge.purpose == purpose,
                PasskeyChallenge.expires_at > self.clock.now(),
            )
            .returning(PasskeyChallenge.challenge)
        )
        return gone.scalar_one_or_none()


def name_of(text: str, otherwise: str) -> str:
    """A passkey's name in one line."""
    return " ".join(text.replace("\0", "").split())[:LONGEST_NAME] or otherwise


def _counts_on(before: int, now: int) -> bool:
    """WebAuthn section 7.2, step 22: authenticators that do not count always say zero."""
    return now > before or before == now == 0


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    known = {each.value for each in AuthenticatorTransport}
    transports = [AuthenticatorTransport(each) for each in passkey.transports if each in known]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)


def _registration(response: str) -> RegistrationCredential | None:
    try:
        credential = parse_registration_credential_json(response)
        parse_client_data_json(credential.response.client_data_json)
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        return None
    return credential


def _authentication(response: str) -> AuthenticationCredential | None:
    try:
        credential = parse_authentication_credential_json(response)
        parse_client_data_json(credential.response.client_data_json)
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        return None
    return credential
