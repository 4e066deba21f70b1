"""What the doctor says of the ways to the outside world: keys, addresses and logins that others gave us."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from namehouse.findings import Case, Finding
from registry.settings import SettingsError

_MAIL: Final = "see docs/runbooks/mail.md"
# So long a mail may wait before the doctor asks why.
_SLOW: Final = timedelta(minutes=15)
_ANCHORED: Final = timedelta(days=2)
_KEYS: Final = "see docs/runbooks/keys-of-escrow.md"
_WAY: Final = "see docs/runbooks/send-deposits.md"
_REGISTRARS: Final = "see docs/runbooks/registrar-escrow.md"


def mail(case: Case) -> Iterator[Finding]:
    """Whether mail can leave the house; whether the server answers, `namehouse mail test` finds out."""
    from mail.catching import catches
    from mail.sender import sender_of

    settings = case.settings.mail
    try:
        sender = sender_of(case.settings)
        caught = catches(case.settings)
    except SettingsError as error:
        yield Finding("mail", "broken", "; ".join(error.problems), _MAIL)
        return
    if caught:
        yield Finding(
            "mail", "warning", "mail is kept on this machine and reaches nobody", f"for trying out only; {_MAIL}"
        )
    elif not settings.host:
        yield Finding("mail", "warning", "no mail server is set: mail stays in the outbox", f"set mail.host; {_MAIL}")
    elif settings.user and settings.security == "none":
        yield Finding(
            "mail", "broken", "our password would be sent in the clear", "set mail.security to starttls or tls"
        )
    elif not settings.sender:
        yield Finding("mail", "warning", f"mail comes from {sender.address}", f"set mail.sender; {_MAIL}")
    else:
        yield Finding("mail", "well", f"{settings.host} takes it; `namehouse mail test ADDRESS` tries")


async def outbox(url: str, case: Case) -> list[Finding]:
    """What waits, and what of the last day could not be sent."""
    import asyncpg

    from mail import queries

    now = case.clock.now()
    db = await asyncpg.connect(url, timeout=10)
    try:
        stands = await queries.standing(db, since=now - timedelta(days=1))
    finally:
        await db.close()
    found = f"{stands.waiting} mails wait"
    if stands.oldest is not None and now - stands.oldest > _SLOW:
        late = f"{found}, the oldest since {stands.oldest:%Y-%m-%d %H:%M} UTC"
        return [Finding("outbox", "warning", late, f"namehouse mail queue --state queued; {_MAIL}")]
    if stands.failed:
        failed = f"{stands.failed} mails of the last day could not be sent"
        return [Finding("outbox", "warning", failed, f"namehouse mail queue --state failed; {_MAIL}")]
    return [Finding("outbox", "well", found)]


async def audit(url: str, case: Case) -> list[Finding]:
    """Whether the logs are sealed as they grow, and anchored each day."""
    import asyncpg

    from registry.store import sealed

    now = case.clock.now()
    db = await asyncpg.connect(url, timeout=10)
    try:
        stands = await sealed.standing(db)
    finally:
        await db.close()
    if stands.sealed_at is None:
        return [Finding("audit", "well", "no log is sealed yet: the worker does it as they grow")]
    found = f"sealed at {stands.sealed_at:%Y-%m-%d %H:%M} UTC"
    if stands.anchored_at is None or now - stands.anchored_at > _ANCHORED:
        late = f"{found}, and not anchored for more than two days"
        return [Finding("audit", "warning", late, "is the worker running? see docs/runbooks/audit.md")]
    return [Finding("audit", "well", f"{found}, anchored at {stands.anchored_at:%Y-%m-%d %H:%M} UTC")]


async def webhooks(url: str, case: Case) -> list[Finding]:
    """What waits that could be told, and who is told nothing any more."""
    import asyncpg

    from panel.webhooks import queries

    now = case.clock.now()
    db = await asyncpg.connect(url, timeout=10)
    try:
        stands = await queries.standing(db, now=now)
    finally:
        await db.close()
    found = f"{stands.waiting} messages to be told now"
    if stands.stopped:
        found += f"; {stands.stopped} stopped, since nobody listens there"
    if stands.oldest is not None and now - stands.oldest > _SLOW:
        late = f"{found}, the oldest since {stands.oldest:%Y-%m-%d %H:%M} UTC"
        return [Finding("webhooks", "warning", late, "is the worker running? see docs/runbooks/webhooks.md")]
    return [Finding("webhooks", "well", found)]


def clearinghouse(case: Case) -> Iterator[Finding]:
    """What a way to the trademark clearinghouse needs; whether it answers, `namehouse tmch fetch` finds out."""
    from registry.trademarks import read_roots
    from tmch.client import demand_addresses, trust
    from tmch.logins import read_logins
    from tmch.openpgp import read_keys

    tmch = case.settings.tmch
    if not (tmch.url or tmch.crl_url):
        return
    try:
        demand_addresses(tmch)
        trust(tmch)
        logins, keys, roots = read_logins(tmch), read_keys(tmch.pgp_key), read_roots(tmch.roots)
    except SettingsError as error:
        yield Finding("tmch", "broken", "; ".join(error.problems), "see docs/runbooks/connect-the-clearinghouse.md")
        return
    missing = []
    if tmch.url and not keys:
        missing.append(("no OpenPGP certificate of the clearinghouse", f"put it into {tmch.pgp_key}"))
    if tmch.url and not (logins.general or logins.by_tld or logins.by_list):
        missing.append(("no login", f"set tmch.login and tmch.password, or write {tmch.logins}"))
    if tmch.crl_url and not roots:
        missing.append(("no certificate of who vouches for validators", f"put it into {tmch.roots}"))
    if tmch.logins.exists() and tmch.logins.stat().st_mode & 0o077:
        missing.append((f"{tmch.logins} can be read by others", f"chmod 600 {tmch.logins}"))
    for found, mend in missing:
        yield Finding("tmch", "broken", found, mend)
    if not missing:
        yield Finding("tmch", "well", f"{tmch.url or tmch.crl_url}; `namehouse tmch fetch` asks it")


def providers(case: Case) -> Iterator[Finding]:
    """What OpenID providers that vouch for askers of RDAP need here; nothing where there are none. Nobody is asked."""
    from whois.openid.providers import read_providers
    from whois.openid.trust import trust
    from whois.rdap.federation import redirect_uri

    whois, runbook = case.settings.whois, "see docs/runbooks/trust-a-provider.md"
    try:
        found = read_providers(whois.providers)
        uri = redirect_uri(whois) if found else ""
        trust(whois.provider_ca)
    except SettingsError as error:
        yield Finding("providers", "broken", "; ".join(error.problems), runbook)
        return
    if found and not whois.rdap_url:
        yield Finding("providers", "warning", f"whois.rdap_url is empty: people come back to {uri}", runbook)
    elif found:
        yield Finding("providers", "well", f"{len(found.by_issuer)} OpenID providers; people come back to {uri}")


def escrow(case: Case) -> Iterator[Finding]:
    """Whether a deposit could be sealed and brought away now, and how long yet; nothing where nothing of it was set up."""
    from rde.depository import demand_complete, repositories_of
    from rde.seal.keys import KeyUnusable
    from rde.seal.setup import sealing
    from registry.logins import read_login_file

    settings, now = case.settings.escrow, case.clock.now()
    if not (settings.tlds or settings.brda_days or settings.agent_key.exists() or settings.signing_key.exists()):
        return
    try:
        if settings.tlds or settings.brda_days:
            demand_complete(settings)
        known = repositories_of(settings)
        logins = read_login_file(settings.rri_logins, "escrow.rri_logins") if settings.rri_url else {}
        icann = sealing(settings, now, for_icann=True).recipients if settings.brda_days else ()
        found = sealing(settings, now, for_icann=bool(icann and not settings.tlds))
    except KeyUnusable as error:
        yield Finding("escrow", "broken", str(error), _KEYS)
        return
    except SettingsError as error:
        yield Finding("escrow", "broken", "; ".join(error.problems), _WAY)
        return
    lacking = []
    wanted = [settings.sftp_key, settings.sftp_host_keys] if settings.tlds else []
    wanted += [settings.brda_sftp_key, settings.brda_sftp_host_keys] if settings.brda_days else []
    if wanted:
        lacking = [(f"there is no {path}", _WAY) for path in wanted if not path.exists()]
    if settings.rri_url:
        strangers = [tld for tld in settings.tlds if tld not in logins]
        lacking += [(f"there is no login for .{tld} at ICANN", _WAY) for tld in strangers]
    if known is not None and case.settings.repository_id not in known:
        unknown = f"repository_id: IANA has not registered {case.settings.repository_id}"
        lacking.append((unknown, "register one there before the first object has it"))
    for path in (settings.signing_key, settings.sftp_key, settings.brda_sftp_key, settings.rri_logins):
        if path.exists() and path.stat().st_mode & 0o077:
            lacking.append((f"{path} can be read by others", f"chmod 600 {path}"))
    for what, mend in lacking:
        yield Finding("escrow", "broken", what, mend)
    ending = [each for each in {*found.recipients, *icann, found.own} if each.warning(now)]
    for key in ending:
        yield Finding("escrow", "warning", f"{key.path.name} is valid until {key.expires_at:%Y-%m-%d}", _KEYS)
    if not lacking and not ending:
        where = f" and go to {settings.sftp_host}" if settings.tlds else ""
        yield Finding("escrow", "well", f"deposits are sealed by {found.engine.name}{where}")


def registrars(case: Case) -> Iterator[Finding]:
    """Whether each registrar that deposits with an agent of its own could do so now; nothing where none does."""
    from rde.registrar.configuration import read_depositors
    from rde.seal.keys import KeyUnusable
    from rde.seal.setup import sealing

    settings, now = case.settings.escrow, case.clock.now()
    try:
        found = read_depositors(settings)
    except SettingsError as error:
        yield Finding("registrar escrow", "broken", "; ".join(error.problems), _REGISTRARS)
        return
    if found and settings.registrars.stat().st_mode & 0o077:
        yield Finding(
            "registrar escrow",
            "broken",
            f"{settings.registrars} can be read by others",
            f"chmod 600 {settings.registrars}",
        )
    for handle, depositor in found.items():
        if depositor.place == "folder":
            yield Finding("registrar escrow", "well", f"{handle} deposits into {depositor.folder}")
            continue
        try:
            keys = sealing(depositor.escrow, now)
        except KeyUnusable as error:
            yield Finding("registrar escrow", "broken", f"{handle}: {error}", _KEYS)
            continue
        wanted = (depositor.escrow.sftp_key, depositor.escrow.sftp_host_keys)
        if lacking := [path for path in wanted if not path.exists()]:
            yield Finding("registrar escrow", "broken", f"{handle}: there is no {lacking[0]}", _REGISTRARS)
        elif ending := [each for each in (*keys.recipients, keys.own) if each.warning(now)]:
            until = f"{ending[0].path.name} is valid until {ending[0].expires_at:%Y-%m-%d}"
            yield Finding("registrar escrow", "warning", f"{handle}: {until}", _KEYS)
        else:
            yield Finding("registrar escrow", "well", f"{handle} deposits at {depositor.escrow.sftp_host}")
