"""What people did to accounts, or tried to: one row each, in the transaction of what it tells of; nothing changes a row."""

from datetime import datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from mail.notices import Happened, tell
from panel.database import below
from panel.identity.browser import Browser
from panel.identity.models import Account, Activity, LastSignIn
from panel.kit.access import Viewer
from panel.kit.formats import browser_name
from panel.kit.request_id import request_id

# Everything that is written down, and what a person calls it.
ACTIONS: Final[dict[str, str]] = {
    "sign-in": "Signed in",
    "sign-in.password": "Gave the password; a second factor is asked for",
    "sign-in.second-factor": "Gave a second factor",
    "sign-out": "Signed out",
    "proof": "Proved again who they are",
    "password.change": "Changed the password",
    "password.ask-link": "Asked for a link that sets another password",
    "password.restore": "Set another password by a link",
    "email.ask-link": "Asked for a link that confirms an e-mail address",
    "email.confirm": "Confirmed the e-mail address",
    "email.change": "Changed the e-mail address",
    "email.take-back": "Took the former e-mail address back",
    "sign-in.elsewhere": "Gave the password from an address that is not allowed",
    "places.change": "Changed from where the account is signed in to",
    "places.ask-link": "Asked for a link that lets in from another address",
    "places.admit": "Was let in from another address by a link",
    "social.link": "Linked the account with one elsewhere",
    "social.unlink": "Linked the account with one elsewhere no more",
    "session.move": "Went on from another network",
    "session.end": "Signed a browser out",
    "session.end-others": "Signed all other browsers out",
    "session.end-all": "Signed all browsers out",
    "app.enrol": "Enrolled an authenticator app",
    "app.remove": "Removed the authenticator app",
    "passkey.add": "Added a passkey",
    "passkey.rename": "Renamed a passkey",
    "passkey.remove": "Removed a passkey",
    "recovery-code.use": "Used a recovery code",
    "recovery-code.renew": "Drew new recovery codes",
    "pin": "Gave the PIN",
    "pin.set": "Set a PIN",
    "pin.change": "Changed the PIN",
    "pin.remove": "Removed the PIN",
    "pin.lock": "Gave wrong PINs, so that it is locked for an hour",
    "second-factor.reset": "Reset the second factors",
    "second-factor.demand": "Demanded a second factor of everybody",
    "second-factor.demand-no-more": "Demanded a second factor no more",
    "openid.sign-in": "Signed in to an application",
    "openid.consent": "Let an application know who they are",
    "openid.withdraw": "Took an application's consent back",
    "openid.code-again": "An application brought a code a second time",
    "openid.token-again": "An application brought a refresh token that was used before",
    "openid.wrong-secret": "An application showed a wrong secret",
    "api-key.refused": "A program showed a key that opens nothing",
    "link.worn": "Followed a mailed link that is good no more",
    "social.refused": "Came from a provider and was not let in",
    "account.make": "Made the account",
    "account.role": "Gave another role",
    "account.rights": "Gave or took single rights",
    "account.block": "Blocked the account",
    "acting.begin": "Signed in as this client",
    "acting.end": "Signed in as this client no more",
    "account.unblock": "Let the account in again",
}

# Of these the account is told, in the transaction that did them (mail/events.py), with what it is about, in words.
TELLS: Final[dict[str, tuple[str, str]]] = {
    "password.change": ("account.password-changed", ""),
    "password.restore": ("account.password-changed", ""),
    "email.change": ("account.email-changed", ""),
    "email.take-back": ("account.email-changed", ""),
    "places.change": ("account.places-changed", ""),
    "social.link": ("account.social-linked", ""),
    "social.unlink": ("account.social-unlinked", ""),
    "app.enrol": ("account.second-factor-on", "an authenticator app"),
    "passkey.add": ("account.second-factor-on", "a passkey"),
    "app.remove": ("account.second-factor-off", "an authenticator app"),
    "passkey.remove": ("account.second-factor-off", "a passkey"),
    "second-factor.reset": ("account.second-factor-off", "all of them"),
    "recovery-code.use": ("account.recovery-code-used", ""),
    "account.block": ("account.blocked", ""),
    "account.unblock": ("account.unblocked", ""),
    "acting.begin": ("account.acted-as", ""),
    "pin.set": ("account.pin-set", ""),
    "pin.change": ("account.pin-set", ""),
    "pin.remove": ("account.pin-removed", ""),
    "pin.lock": ("account.pin-locked", ""),
}

SHOWN: Final = 20  # rows on a page about one person


async def write_down(
    db: AsyncSession,
    now: datetime,
    action: str,
    *,
    actor: str,
    actor_id: int | None = None,
    behind: Viewer | None = None,
    account: Account | Viewer | None = None,
    registrar_id: int | None = None,
    browser: Browser | None = None,
    refused: bool = False,
    reason: str | None = None,
    detail: str | None = None,
) -> None:
    """Add a row; `account` is whom it is about. `detail` is for people and holds no secret."""
    assert action in ACTIONS, action
    number = account.account_id if isinstance(account, Viewer) else account.id if account else None
    await db.execute(
        insert(Activity).values(
            at=now,
            door="panel",
            action=action,
            result="refused" if refused else "done",
            actor=actor,
            actor_id=actor_id,
            behind=behind.login if behind else None,
            behind_id=behind.account_id if behind else None,
            account=account.login if account else None,
            account_id=number,
            registrar_id=account.registrar_id if account else registrar_id,
            address=browser.address if browser else None,
            user_agent=browser.agent if browser else None,
            reason=reason,
            detail=detail,
            request=request_id(),
        )
    )
    if action == "sign-in" and number is not None and not refused:
        last = upsert(LastSignIn).values(account_id=number, at=now)
        await db.execute(last.on_conflict_do_update(index_elements=["account_id"], set_={"at": now}))
    if action in TELLS and account is not None and number is not None and not refused:
        event, what = TELLS[action]
        where = browser if actor_id == number else None  # where those sit who look after accounts is nobody else's
        await tell(await below(db), number, happened(event, account.login, now, where, what or detail or actor))


def happened(event: str, login: str, now: datetime, browser: Browser | None, what: str = "") -> Happened:
    return Happened(
        event, login, now, browser.address if browser else "", browser_name(browser.agent) if browser else "", what
    )


async def write_own(
    db: AsyncSession,
    now: datetime,
    action: str,
    viewer: Viewer | Account,
    browser: Browser,
    *,
    refused: bool = False,
    detail: str | None = None,
) -> None:
    """Somebody did something to their own account."""
    number = viewer.account_id if isinstance(viewer, Viewer) else viewer.id
    await write_down(
        db,
        now,
        action,
        actor=viewer.login,
        actor_id=number,
        behind=viewer.behind if isinstance(viewer, Viewer) else None,
        account=viewer,
        browser=browser,
        refused=refused,
        detail=detail,
    )


async def activity_of(db: AsyncSession, account_id: int) -> list[Activity]:
    """What was done last to the account, the newest first."""
    done = select(Activity).where(Activity.account_id == account_id)
    return list((await db.execute(done.order_by(Activity.at.desc(), Activity.id.desc()).limit(SHOWN))).scalars())


async def done_by_or_to(db: AsyncSession, account_id: int) -> list[Activity]:
    """What the account did last, and what was done to it, the newest first: each found by an index of its own."""
    found: dict[int, Activity] = {}
    for mine in (Activity.account_id == account_id, Activity.actor_id == account_id):
        last = select(Activity).where(mine).order_by(Activity.at.desc(), Activity.id.desc()).limit(SHOWN)
        found |= {each.id: each for each in (await db.execute(last)).scalars()}
    return sorted(found.values(), key=lambda each: (each.at, each.id), reverse=True)[:SHOWN]
