"""Every module of the panel, in the order of the menu; a drawer that is not in this table does not exist."""

from typing import Final

from panel import (
    account,
    activity,
    applications,
    commands,
    contacts,
    dashboard,
    deposits,
    domains,
    exports,
    hosts,
    messages,
    people,
    prices,
    registrars,
    reports,
    rights,
    saved_views,
    second_factor,
    sign_in,
    tags,
    tlds,
    topups,
)
from panel.kit.module import Module

MODULES: Final[tuple[Module, ...]] = (
    dashboard.MODULE,
    domains.MODULE,
    applications.MODULE,
    hosts.MODULE,
    contacts.MODULE,
    registrars.MODULE,
    topups.MODULE,
    tlds.MODULE,
    prices.MODULE,
    deposits.MODULE,
    reports.MODULE,
    messages.MODULE,
    commands.MODULE,
    people.MODULE,
    rights.MODULE,
    activity.MODULE,
    account.MODULE,
    exports.MODULE,
    saved_views.MODULE,
    tags.MODULE,
    second_factor.MODULE,
    sign_in.MODULE,
)
