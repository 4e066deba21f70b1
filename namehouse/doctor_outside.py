"""What the doctor says of the ways to the outside world: keys, addresses and logins that others gave us."""

from collections.abc import Iterator

from namehouse.findings import Case, Finding
from registry.settings import SettingsError


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
    """Whether a deposit could be sealed now, and how long yet; nothing where no key of escrow was set up."""
    from rde.seal.keys import KeyUnusable
    from rde.seal.setup import sealing

    settings, now = case.settings.escrow, case.clock.now()
    if not (settings.agent_key.exists() or settings.signing_key.exists()):
        return
    try:
        found = sealing(settings, now)
    except KeyUnusable as error:
        yield Finding("escrow", "broken", str(error), "see docs/runbooks/keys-of-escrow.md")
        return
    ending = [each for each in (*found.recipients, found.own) if each.warning(now)]
    for key in ending:
        mend = "see docs/runbooks/keys-of-escrow.md"
        yield Finding("escrow", "warning", f"{key.path.name} is valid until {key.expires_at:%Y-%m-%d}", mend)
    if settings.signing_key.stat().st_mode & 0o077:
        yield Finding(
            "escrow", "broken", f"{settings.signing_key} can be read by others", f"chmod 600 {settings.signing_key}"
        )
    elif not ending:
        yield Finding(
            "escrow", "well", f"deposits are sealed by {found.engine.name} for {found.recipients[0].fingerprint}"
        )
