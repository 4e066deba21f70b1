"""Classes of what people do, by what actions are called; `*` stands for anything, as it does where people ask for actions."""

from typing import Final

# How people come in, or try to.
WAYS_IN: Final = (
    "sign-in*",
    "sign-out",
    "proof",
    "session.*",
    "password.*",
    "email.*",
    "places.*",
    "app.*",
    "passkey.*",
    "recovery-code.*",
    "social.*",
    "openid.*",
    "api-key.refused",
    "link.worn",
)
# What changes what somebody owes or is owed, or will.
MONEY: Final = (
    "topups.confirm",
    "topups.decline",
    "topups.withdraw",
    "tokens.issue",
    "tokens.sell",
    "tokens.revoke",
    "registrars.top-up",
    "registrars.ask-top-up",
    "registrars.set-credit-limit",
    "registrars.set-low-balance",
    "tlds.change-prices",
    "tlds.change-exceptions",
    "tlds.return-to",
    "tlds.withdraw-version",
    "tlds.open",
    "client_contacts.set-taxes",
)
# What is asked a second factor for, of what is done to others: accounts, registrars, the rules of TLDs, keys to people's data.
PRIVILEGED: Final = (
    "account.*",
    "acting.*",
    "second-factor.*",
    "session.end-all",
    "clients.set-tmp-pwd",
    "clients.set-others-allowed-ips",
    "clients.remove-pin",
    "clients.export-data",
    "clients.erase",
    "employees.create",
    "employees.set-role",
    "employees.block",
    "employees.unblock",
    "employees.set-tmp-pwd",
    "employees.set-others-allowed-ips",
    "employees.reset-second-factor",
    "employees.remove-pin",
    "employees.export-data",
    "employees.erase",
    "registrars.activate",
    "registrars.suspend",
    "registrars.terminate",
    "registrars.top-up",
    "registrars.ask-top-up",
    "registrars.set-credit-limit",
    "registrars.set-low-balance",
    "registrars.open-account",
    "registrars.practise",
    "registrars.pin-certificate",
    "registrars.unpin-certificate",
    "registrars.set-networks",
    "registrars.rotate-password",
    "registrars.poll-test",
    "registrars.take-in",
    "topups.confirm",
    "topups.decline",
    "topups.withdraw",
    "tlds.change-*",
    "tlds.return-to",
    "tlds.withdraw-version",
    "tlds.open",
    "name_lists.add",
    "name_lists.take-off",
    "name_lists.import",
    "name_lists.revert",
    "name_lists.withdraw",
    "name_lists.begin",
    "tokens.issue",
    "tokens.sell",
    "tokens.revoke",
    "requesters.accredit",
    "requesters.change",
    "requesters.suspend",
    "requesters.resume",
    "requesters.renew-token",
    "parties.register",
    "parties.update",
    "parties.renew-secret",
    "parties.end",
)


def is_among(expression: str, patterns: tuple[str, ...]) -> str:
    """SQL that tells whether an action is of a class."""
    begun = [each.removesuffix("*") for each in patterns if each.endswith("*")]
    whole = ", ".join(f"'{each}'" for each in patterns if not each.endswith("*"))
    parts = [f"{expression} IN ({whole})", *(f"starts_with({expression}, '{each}')" for each in begun)]
    return f"({' OR '.join(parts)})"


def asked_for(patterns: tuple[str, ...]) -> str:
    """As the filter of actions takes it."""
    return ", ".join(patterns)
