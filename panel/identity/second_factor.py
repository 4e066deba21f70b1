"""One's own second factors: enrolling an app, adding passkeys, codes on paper, and taking them away again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from panel.database import Database
from panel.identity.activity import write_own
from panel.identity.browser import Browser
from panel.identity.codes import canonical_code, drawn_recovery_codes, drawn_secret, matching_step, recovery_digest
from panel.identity.models import Account, Passkey, RecoveryCode, Session, Totp, TotpOffer
from panel.identity.passkeys import PasskeyRefused, RelyingParty, name_of
from panel.identity.proofs import Proofs, has_factor, owner_of_app
from panel.identity.tries import Tries
from panel.kit.access import Viewer
from registry.clock import Clock

OFFER_LIFE: Final = timedelta(hours=1)


class FactorRefused(Exception):
    """It cannot be done; the message is for people, `field` names the form's field."""

    def __init__(self, message: str, field: str = "code") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has: since when an app, which passkeys, how many codes on paper are left."""

    app_since: datetime | None
    passkeys: list[Passkey]
    codes_left: int

    @property
    def any(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Keeps one's own second factors."""

    database: Database
    clock: Clock
    tries: Tries
    proofs: Proofs

    @property
    def party(self) -> RelyingParty | None:
        return self.proofs.passkeys.party

    async def factors(self, account_id: int) -> Factors:
        async with self.database.transaction() as db:
            app = await db.execute(select(Totp.confirmed_at).where(Totp.account_id == account_id))
            left = await db.execute(
                select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
            )
            passkeys = await self.proofs.passkeys.of(db, account_id)
            return Factors(app.scalar_one_or_none(), passkeys, left.scalar_one())

    async def offer_app(self, viewer: Viewer) -> None:
        """Draw a secret for this session; it counts for nothing until a code confirms it."""
        sealed = self.proofs.seal.close(drawn_secret().encode(), _owner_of_offer(viewer))
        values = {"secret": sealed, "expires_at": self.clock.now() + OFFER_LIFE}
        offer = insert(TotpOffer).values(session_id=viewer.session_id, **values)
        async with self.database.transaction() as db:
            await db.execute(offer.on_conflict_do_update(index_elements=[TotpOffer.session_id], set_=values))

    async def offered_secret(self, viewer: Viewer) -> str | None:
        """The secret that this session was shown and has not confirmed yet."""
        async with self.database.transaction() as db:
            return await self._offered(db, viewer)

    async def confirm_app(self, viewer: Viewer, code: str, browser: Browser) -> list[str]:
        """From now on the offered app counts, in place of one that did; every other session ends.

        Gives recovery codes where the account has none, to be shown once. Raises FactorRefused and TooManyTries.
        """
        tried = await self.tries.note(viewer.login, browser.address)
        now = self.clock.now()
        async with self.database.transaction() as db:
            await _turn_of(db, viewer)
            secret = await self._offered(db, viewer, lock=True)
            if secret is None:
                raise FactorRefused("This took too long. Please begin again.")
            step = matching_step(secret, canonical_code(code), now)
            if step is None:
                raise FactorRefused("This is not the code that the app shows now.")
            sealed = self.proofs.seal.close(secret.encode(), owner_of_app(viewer.account_id))
            values = {"secret": sealed, "confirmed_at": now, "last_step": step}
            app = insert(Totp).values(account_id=viewer.account_id, **values)
            await db.execute(app.on_conflict_do_update(index_elements=[Totp.account_id], set_=values))
            await db.execute(delete(TotpOffer).where(TotpOffer.session_id == viewer.session_id))
            await self.tries.forgive(db, tried)
            await write_own(db, now, "app.enrol", viewer, browser)
            return await self._began(db, viewer, now, "app")

    async def remove_app(self, viewer: Viewer, password: str, code: str, browser: Browser) -> None:
        """Take the app away; needs the password and a code of the app or on paper. Raises FactorRefused and TooManyTries."""
        tried = await self.tries.note(viewer.login, browser.address)
        async with self.database.transaction() as db:
            account = await db.get_one(Account, viewer.account_id)
        if not await self.tries.knows_password(password, account, tried, browser):
            await self._write_refused(viewer, "app.remove", browser)
            raise FactorRefused("This is not your present password.", "password")
        now = self.clock.now()
        async with self.database.transaction() as db:
            await _turn_of(db, viewer)
            knows = await self.proofs.knows_code(db, viewer, code)
            if knows:
                await db.execute(delete(Totp).where(Totp.account_id == viewer.account_id))
                await self._ended(db, viewer)
                await self.tries.forgive(db, tried)
                await write_own(db, now, "app.remove", viewer, browser)
        if not knows:
            await self._write_refused(viewer, "app.remove", browser)
            raise FactorRefused("This is no code of the app, or it was used already.")

    async def renew_codes(self, viewer: Viewer, browser: Browser) -> list[str]:
        """Ten fresh codes on paper; those drawn before open nothing any more. Raises FactorRefused."""
        async with self.database.transaction() as db:
            await _turn_of(db, viewer)
            if not (await db.execute(select(has_factor(viewer.account_id)))).scalar_one():
                raise FactorRefused("Recovery codes stand in for a second factor: set one up first.")
            await write_own(db, self.clock.now(), "recovery-code.renew", viewer, browser)
            return await self._draw(db, viewer)

    async def invite_passkey(self, viewer: Viewer) -> str | None:
        """What a browser needs to make a passkey, as JSON; None where browsers give this panel none."""
        async with self.database.transaction() as db:
            return await self.proofs.passkeys.registration(db, viewer)

    async def add_passkey(self, viewer: Viewer, response: str, name: str, browser: Browser) -> list[str]:
        """Keep a passkey that the browser made; every other session ends.

        Gives recovery codes where the account has none, to be shown once. Raises FactorRefused.
        """
        now = self.clock.now()
        async with self.database.transaction() as db:
            await _turn_of(db, viewer)
            try:
                passkey = await self.proofs.passkeys.register(db, viewer, response, name)
            except PasskeyRefused as refusal:
                raise FactorRefused(str(refusal), "name") from None
            await write_own(db, now, "passkey.add", viewer, browser, detail=passkey.name)
            return await self._began(db, viewer, now, "passkey")

    async def rename_passkey(self, viewer: Viewer, number: int, name: str, browser: Browser) -> bool:
        """False when the account has no such passkey."""
        async with self.database.transaction() as db:
            passkey = await _passkey(db, viewer, number)
            if passkey is None:
                return False
            detail = f"{passkey.name} → {name_of(name, passkey.name)}"
            passkey.name = name_of(name, passkey.name)
            await write_own(db, self.clock.now(), "passkey.rename", viewer, browser, detail=detail)
            return True

    async def remove_passkey(self, viewer: Viewer, number: int, browser: Browser) -> bool:
        """False when the account has no such passkey."""
        async with self.database.transaction() as db:
            await _turn_of(db, viewer)
            passkey = await _passkey(db, viewer, number)
            if passkey is None:
                return False
            await db.delete(passkey)
            await db.flush()
            await self._ended(db, viewer)
            await write_own(db, self.clock.now(), "passkey.remove", viewer, browser, detail=passkey.name)
            return True

    async def _write_refused(self, viewer: Viewer, action: str, browser: Browser) -> None:
        async with self.database.transaction() as db:
            await write_own(db, self.clock.now(), action, viewer, browser, refused=True)

    async def _offered(self, db: AsyncSession, viewer: Viewer, *, lock: bool = False) -> str | None:
        offer = select(TotpOffer.secret).where(
            TotpOffer.session_id == viewer.session_id, TotpOffer.expires_at > self.clock.now()
        )
        sealed = (await db.execute(offer.with_for_update() if lock else offer)).scalar_one_or_none()
        return None if sealed is None else self.proofs.seal.open(sealed, _owner_of_offer(viewer)).decode()

    async def _began(self, db: AsyncSession, viewer: Viewer, now: datetime, by: str) -> list[str]:
        """A factor was made here: this session has proved it, no other has; codes on paper go with the first."""
        session = await db.get_one(Session, viewer.session_id)
        session.proved_at, session.proved_by = now, by
        await db.execute(
            delete(Session).where(Session.account_id == viewer.account_id, Session.id != viewer.session_id)
        )
        known = select(func.count()).where(RecoveryCode.account_id == viewer.account_id)
        return [] if (await db.execute(known)).scalar_one() else await self._draw(db, viewer)

    async def _draw(self, db: AsyncSession, viewer: Viewer) -> list[str]:
        codes = drawn_recovery_codes()
        await db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == viewer.account_id))
        now, number = self.clock.now(), viewer.account_id
        db.add_all(RecoveryCode(number, recovery_digest(number, each), now) for each in codes)
        return codes

    async def _ended(self, db: AsyncSession, viewer: Viewer) -> None:
        """Codes on paper go with the last factor."""
        if not (await db.execute(select(has_factor(viewer.account_id)))).scalar_one():
            await db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == viewer.account_id))


def _owner_of_offer(viewer: Viewer) -> str:
    return f"totp offer {viewer.session_id}"


async def _turn_of(db: AsyncSession, viewer: Viewer) -> None:
    """Changes of one account's factors come one after the other."""
    await db.execute(select(Account.id).where(Account.id == viewer.account_id).with_for_update())


async def _passkey(db: AsyncSession, viewer: Viewer, number: int) -> Passkey | None:
    mine = select(Passkey).where(Passkey.id == number, Passkey.account_id == viewer.account_id)
    return (await db.execute(mine.with_for_update())).scalar_one_or_none()
