"""What proves who somebody is beside the password: an app's code, a code on paper, a passkey. Each counts once."""

import logging
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from panel.identity.codes import canonical_code, is_app_code, matching_step, recovery_digest
from panel.identity.models import Passkey, RecoveryCode, Totp
from panel.identity.passkeys import Passkeys
from panel.identity.sealing import Seal, SealBroken
from panel.kit.access import Viewer
from registry.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody gave; what is empty was not given. `passkey` is an authenticator's answer as JSON."""

    code: str = field(default="", repr=False)
    passkey: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def owner_of_app(account_id: int) -> str:
    """To whom the secret of an account's app is sealed."""
    return f"totp {account_id}"


def has_factor(account: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the account has a second factor, whichever."""
    app = select(Totp.account_id).where(Totp.account_id == account).exists()
    return app | select(Passkey.id).where(Passkey.account_id == account).exists()


@dataclass(frozen=True, slots=True)
class Proofs:
    """Judges second factors; works in the transaction that it is given."""

    clock: Clock
    seal: Seal
    passkeys: Passkeys

    async def accepted(self, db: AsyncSession, viewer: Viewer, proof: Proof) -> str | None:
        """By what it was proved, as `iam.session.proved_by` says it; None: by nothing. What was accepted is used up."""
        if proof.passkey:
            return "passkey" if await self.passkeys.signed(db, viewer, proof.passkey) else None
        return await self.knows_code(db, viewer, proof.code)

    async def knows_code(self, db: AsyncSession, viewer: Viewer, code: str) -> str | None:
        """Whether a code is of the account's app or on its paper, and of which; None: neither."""
        code = canonical_code(code)
        if is_app_code(code):
            return "app" if await self._is_of_app(db, viewer.account_id, code) else None
        return "recovery code" if await self._is_on_paper(db, viewer.account_id, code) else None

    async def _is_of_app(self, db: AsyncSession, account_id: int, code: str) -> bool:
        """Whether the account's app shows this code about now.

        One statement moves the last step on: of two that bring the same code at once the second finds it moved, and is refused.
        """
        totp = (await db.execute(select(Totp).where(Totp.account_id == account_id))).scalar_one_or_none()
        if totp is None:
            return False
        owner = owner_of_app(account_id)
        try:
            secret = self.seal.open(totp.secret, owner)
        except SealBroken:
            log.error("panel.seal_key does not open the authenticator app of account %d", account_id)
            return False
        step = matching_step(secret.decode(), code, self.clock.now())
        if step is None:
            return False
        sealed = totp.secret if self.seal.is_present(totp.secret, owner) else self.seal.close(secret, owner)
        moved = await db.execute(
            update(Totp)
            .where(Totp.account_id == account_id, Totp.secret == totp.secret, Totp.last_step < step)
            .values(last_step=step, secret=sealed)
            .returning(Totp.account_id)
            .execution_options(synchronize_session=False)
        )
        return moved.scalar_one_or_none() is not None

    async def _is_on_paper(self, db: AsyncSession, account_id: int, code: str) -> bool:
        used = await db.execute(
            update(RecoveryCode)
            .where(
                RecoveryCode.account_id == account_id,
                RecoveryCode.digest == recovery_digest(account_id, code),
                RecoveryCode.used_at.is_(None),
            )
            .values(used_at=self.clock.now())
            .returning(RecoveryCode.account_id)
            .execution_options(synchronize_session=False)
        )
        return used.scalar_one_or_none() is not None
