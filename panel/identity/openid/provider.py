"""What the provider does: hands out codes and tokens, looks into them, takes them back. Every deed is one transaction.

The rules of this file: a code that comes twice, and a refresh token that was used before, are somebody's who should not have
them, so everything that came of the same sign-in ends (RFC 6749 section 4.1.2, RFC 9700 section 4.14.2); only hashes are kept.

Longer than most files: what a grant goes through is read best in one piece.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any, Final

from mail.notices import Happened, tell
from panel.identity.browser import Browser
from panel.identity.noting import note, note_own
from panel.identity.openid import minting, queries
from panel.identity.openid.asking import OF_PANEL, Request, SentBack
from panel.identity.openid.errors import OAuthRefused
from panel.identity.openid.keyring import Keyring
from panel.identity.openid.minting import digest
from panel.identity.openid.queries import Grant, Kept, Party, Person
from panel.identity.recognising import Demands, recognised_by_grant
from panel.kit.access import Viewer
from registry.context import Registry
from registry.settings import Panel
from registry.store.sql import Connection

CODE_LIFE: Final = timedelta(seconds=60)
REFRESH_LIFE: Final = timedelta(days=31)
_OCTETS: Final = 32
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Reused:
    """Something that is good once came again; the grant has ended by it."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider of one process; `issuer` is its name, and the address that all of its own begin with."""

    registry: Registry
    keyring: Keyring
    issuer: str

    async def party(self, client_id: str | None) -> Party:
        """Raises OAuthRefused where there is none (any more)."""
        found = None
        if client_id is not None:
            found = await self.registry.store.reading(lambda db: queries.active_party(db, client_id=client_id))
        if found is None:
            raise OAuthRefused("invalid_client", "No application is registered under this client_id.", 401)
        return found

    async def authenticated(self, client_id: str | None, secret: str | None) -> Party:
        """The application that shows this secret, or has none to show. Raises OAuthRefused."""
        party = await self.party(client_id)
        if party.secret_digest is None:
            if secret is not None:
                raise OAuthRefused("invalid_client", "This application has no secret.", 401)
        elif secret is None or not hmac.compare_digest(party.secret_digest, digest(secret)):
            raise OAuthRefused("invalid_client", "The secret of the application is missing or wrong.", 401)
        return party

    async def is_consented(self, viewer: Viewer, party: Party, request: Request) -> bool:
        """Whether whoever looks need not be asked (again)."""
        if party.trusted:
            return True
        known = await self.registry.store.reading(
            lambda db: queries.consented(db, account_id=viewer.account_id, party_id=party.id)
        )
        return known is not None and set(request.scopes) <= set(known)

    async def issue_code(self, viewer: Viewer, party: Party, request: Request, browser: Browser) -> str:
        """A code for what the viewer has agreed to by now. Raises SentBack where the session ended meanwhile."""
        now, code = self.registry.clock.now(), token_urlsafe(_OCTETS)

        async def issue(db: Connection) -> None:
            proved = await queries.proved(db, id=viewer.session_id)
            if proved is None:
                raise SentBack(request.redirect_uri, request.state, "login_required", "The session has ended.")
            known = await queries.consented(db, account_id=viewer.account_id, party_id=party.id)
            if not party.trusted:
                await queries.consent(
                    db, account_id=viewer.account_id, party_id=party.id, scopes=list(request.scopes), now=now
                )
                if fresh := [each for each in request.scopes if each not in (known or ())]:
                    said = f"{party.name}: {' '.join(fresh)}"
                    await note_own(db, now, "openid.consent", viewer, browser, said)
            await note_own(db, now, "openid.sign-in", viewer, browser, party.name)
            grant_id = await queries.begin(
                db,
                party_id=party.id,
                account_id=viewer.account_id,
                session_id=viewer.session_id,
                scopes=list(request.scopes),
                nonce=request.nonce,
                proved_at=proved.at,
                proved_by=proved.by,
                now=now,
                until=now + minting.ACCESS_LIFE,
            )
            await queries.keep_code(
                db,
                digest=digest(code),
                grant_id=grant_id,
                redirect_uri=request.redirect_uri,
                challenge=request.challenge,
                expires_at=now + CODE_LIFE,
            )

        await self.registry.store.transaction(issue)
        return code

    async def redeem(
        self, party: Party, code: str | None, redirect_uri: str | None, verifier: str | None, browser: Browser
    ) -> Answer:
        """Tokens for a code (RFC 6749, section 4.1.3; RFC 7636, section 4.5). Raises OAuthRefused."""
        if code is None or verifier is None:
            raise OAuthRefused("invalid_request", "code and code_verifier are needed.")
        if not _VERIFIER.fullmatch(verifier):
            raise OAuthRefused("invalid_request", "code_verifier is 43 to 128 characters of RFC 7636, section 4.1.")
        return await self._exchanged(party, code, browser, refreshes=False, address=redirect_uri, verifier=verifier)

    async def refreshed(
        self, party: Party, token: str | None, scopes: tuple[str, ...] | None, browser: Browser
    ) -> Answer:
        """Tokens for a refresh token, which is good for nothing then (RFC 6749, section 6). Raises OAuthRefused."""
        if token is None:
            raise OAuthRefused("invalid_request", "refresh_token is needed.")
        return await self._exchanged(party, token, browser, refreshes=True, scopes=scopes)

    async def _exchanged(
        self,
        party: Party,
        secret: str,
        browser: Browser,
        *,
        refreshes: bool,
        address: str | None = None,
        verifier: str = "",
        scopes: tuple[str, ...] | None = None,
    ) -> Answer:
        now, used, fresh = self.registry.clock.now(), digest(secret), token_urlsafe(_OCTETS)

        async def exchange(db: Connection) -> tuple[Grant, Person, bool] | _Reused:
            kept = await (queries.refresh if refreshes else queries.code)(db, digest=used)
            grant = None if kept is None else await queries.grant(db, id=kept.grant_id)
            if kept is None or grant is None or grant.party_id != party.id:
                raise OAuthRefused("invalid_grant", "It is nothing that this application was given.")
            if kept.used_at is not None:
                await self._end_reused(db, party, grant, browser, now, refreshes=refreshes)
                return _Reused()
            person = await self._still(db, grant, kept, now)
            if not refreshes:
                _demand_proof(kept, address, verifier)
                await queries.use_code(db, digest=used, now=now)
            elif scopes is not None and not set(scopes) <= set(grant.scopes):
                raise OAuthRefused("invalid_scope", "That is more than was agreed to.")
            offline = "offline_access" in grant.scopes
            if offline:
                await queries.follow(
                    db,
                    old=used if refreshes else None,
                    new=digest(fresh),
                    grant_id=grant.id,
                    expires_at=now + REFRESH_LIFE,
                    now=now,
                )
            return grant, person, offline

        done = await self.registry.store.transaction(exchange)
        if isinstance(done, _Reused):
            raise OAuthRefused("invalid_grant", "It was used before: everything that came of it has ended.")
        grant, person, offline = done
        answer = await self._tokens(party, replace(grant, scopes=list(scopes)) if scopes else grant, person, now)
        return {**answer, "refresh_token": fresh} if offline else answer

    async def _end_reused(
        self, db: Connection, party: Party, grant: Grant, browser: Browser, now: datetime, *, refreshes: bool
    ) -> None:
        """Whose account it is learns of a token that two have; a code that comes twice is mostly a browser that went back."""
        await queries.end(db, id=grant.id)
        number = grant.account_id
        action = "openid.token-again" if refreshes else "openid.code-again"
        await note(
            db, now, action, browser, actor=party.client_id, about=number, detail=party.name, refused=True,
            hourly=grant.ended,
        )  # fmt: skip
        if refreshes and number is not None and not grant.ended:
            person = await queries.person(db, id=number, now=now)
            if person is not None:
                await tell(db, number, Happened("account.token-reused", person.login, now, what=party.name))

    async def _still(self, db: Connection, grant: Grant, kept: Kept, now: datetime) -> Person:
        """Whom it is about, if it is good. Raises OAuthRefused."""
        if kept.expires_at <= now:
            raise OAuthRefused("invalid_grant", "It has expired.")
        person = None
        if not grant.ended and grant.account_id is not None:
            person = await queries.person(db, id=grant.account_id, now=now)
        if person is None:
            raise OAuthRefused("invalid_grant", "It was taken back, or its session has ended.")
        return person

    async def _tokens(self, party: Party, grant: Grant, person: Person | None, now: datetime) -> Answer:
        key = await self.keyring.signing()
        access = minting.access_token(key, self.issuer, party.client_id, grant, now)
        answer: dict[str, Any] = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": int(minting.ACCESS_LIFE.total_seconds()),
            "scope": " ".join(grant.scopes),
        }
        if person is not None and "openid" in grant.scopes:
            answer["id_token"] = minting.id_token(key, self.issuer, party.client_id, grant, person, access, now)
        return answer

    async def withdraw(self, viewer: Viewer, client_id: str, browser: Browser) -> None:
        """The application is forgotten, and what it was handed is good for nothing; it is told."""
        now, number = self.registry.clock.now(), viewer.account_id

        async def withdraw(db: Connection) -> None:
            name = await queries.agreed(db, account_id=number, client_id=client_id)
            if name is None:
                return
            await queries.withdraw(db, account_id=number, client_id=client_id, now=now)
            await note_own(db, now, "openid.withdraw", viewer, browser, name)

        await self.registry.store.transaction(withdraw)

    async def for_itself(self, party: Party, scopes: tuple[str, ...]) -> Answer:
        """A token of a service, about nobody (RFC 6749, section 4.4). Raises OAuthRefused."""
        if (
            not party.service or party.client_id.isdigit()
        ):  # a number would be taken for somebody's (RFC 9700, section 4.15)
            raise OAuthRefused("unauthorized_client", "This application has no tokens for itself.")
        now = self.registry.clock.now()
        number = await self.registry.store.transaction(
            lambda db: queries.begin(
                db,
                party_id=party.id,
                account_id=None,
                session_id=None,
                scopes=list(scopes),
                nonce=None,
                proved_at=None,
                proved_by=None,
                now=now,
                until=now + minting.ACCESS_LIFE,
            )
        )
        grant = Grant(number, party.id, None, None, list(scopes), None, None, None, False)
        return await self._tokens(party, grant, None, now)

    async def revoke(self, party: Party, token: str) -> None:
        """Whatever came of the same sign-in ends (RFC 7009, section 2.1). Raises OAuthRefused for another application's."""
        number = await self._grant_of(token)

        async def end(db: Connection) -> None:
            grant = None if number is None else await queries.grant(db, id=number)
            if grant is None:
                return
            if grant.party_id != party.id:
                raise OAuthRefused("invalid_grant", "It was given to another application.")
            await queries.end(db, id=grant.id)

        await self.registry.store.transaction(end)

    async def introspected(self, party: Party, token: str) -> Answer:
        """What a token is, to whom it was given, or to the house's own (RFC 7662, section 2.2)."""
        if party.secret_digest is None:
            raise OAuthRefused("invalid_client", "Only who has a secret looks into tokens.", 401)
        now = self.registry.clock.now()
        claims = minting.opened(token, await self.keyring.published(), self.issuer, "at+jwt", now)
        number = claims["grant"] if claims else await self._grant_of(token)

        async def look(db: Connection) -> Answer:
            grant = None if number is None else await queries.grant(db, id=number)
            if grant is None or grant.ended or not (party.trusted or grant.party_id == party.id):
                return {"active": False}
            if grant.account_id is not None and await queries.person(db, id=grant.account_id, now=now) is None:
                return {"active": False}
            if claims:
                said = ("iss", "sub", "aud", "client_id", "scope", "jti", "iat", "exp")
                return {"active": True, "token_type": "Bearer", **{name: claims[name] for name in said}}
            kept = await queries.refresh(db, digest=digest(token))
            if kept is None or kept.used_at is not None or kept.expires_at <= now:
                return {"active": False}
            return {
                "active": True,
                "iss": self.issuer,
                "sub": minting.subject(grant.account_id or 0),
                "scope": " ".join(grant.scopes),
                "exp": int(kept.expires_at.timestamp()),
            }

        return await self.registry.store.transaction(look)

    async def userinfo(self, token: str) -> Answer:
        """What the application may know of whom the token is about (OpenID Connect Core, section 5.3). Raises OAuthRefused."""
        now = self.registry.clock.now()
        claims = minting.opened(token, await self.keyring.published(), self.issuer, "at+jwt", now)
        if claims is None:
            raise OAuthRefused("invalid_token", "It is no access token, or has expired.", 401)

        async def look(db: Connection) -> Person | None:
            grant = await queries.grant(db, id=claims["grant"])
            if grant is None or grant.ended or grant.account_id is None:
                return None
            return await queries.person(db, id=grant.account_id, now=now)

        person = await self.registry.store.reading(look)
        if person is None:
            raise OAuthRefused("invalid_token", "It was taken back, or its session has ended.", 401)
        scopes = str(claims["scope"]).split()
        if "openid" not in scopes:
            raise OAuthRefused("insufficient_scope", "It is not for knowing whose it is.", 403)
        return minting.claims_of(person, scopes)

    async def viewer(self, token: str, demands: Demands) -> Viewer | None:
        """Whose account an access token opens to programs, and how far; None where it opens nothing."""
        now = self.registry.clock.now()
        claims = minting.opened(token, await self.keyring.published(), self.issuer, "at+jwt", now)
        if claims is None:
            return None
        number, scopes = int(claims["grant"]), str(claims["scope"]).split()
        if not any(each.startswith(OF_PANEL) for each in scopes):
            return None
        return await self.registry.store.reading(lambda db: recognised_by_grant(db, number, scopes, now, demands))

    async def hinted(self, token: str | None) -> Mapping[str, Any] | None:
        """The claims of an ID token that somebody once got from us, expired or not; None: it is none."""
        if token is None:
            return None
        return minting.opened(token, await self.keyring.published(), self.issuer, "JWT", None)

    async def _grant_of(self, token: str) -> int | None:
        """Of a refresh token, or an access token that may have expired."""
        claims = minting.opened(token, await self.keyring.published(), self.issuer, "at+jwt", None)
        if claims is not None:
            return int(claims["grant"])
        kept = await self.registry.store.transaction(lambda db: queries.refresh(db, digest=digest(token)))
        return None if kept is None else kept.grant_id


def issuer_of(settings: Panel) -> str:
    """The provider's name: below the address that browsers use for the panel."""
    return f"{(settings.url or f'http://{settings.host}:{settings.port}').rstrip('/')}/id"


def _demand_proof(kept: Kept, address: str | None, verifier: str) -> None:
    if address != kept.redirect_uri:
        raise OAuthRefused("invalid_grant", "redirect_uri is another one than the code was sent to.")
    if not hmac.compare_digest(minting.challenge_of(verifier), kept.challenge):
        raise OAuthRefused("invalid_grant", "code_verifier is none of the code's challenge.")
