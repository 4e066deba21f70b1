"""Reports of what people did: each is a list of figures whose rows lead to what was counted, and one page shows them together."""

from typing import Final

from flask import Blueprint

from panel.activity_reports.of_accounts import DORMANT_ACCOUNTS, OPEN_SESSIONS
from panel.activity_reports.of_the_log import (
    FAILURES_BY_ACCOUNT,
    FAILURES_BY_ADDRESS,
    MONEY_CHANGES,
    PRIVILEGED_DEEDS,
    SIGN_INS,
)
from panel.activity_reports.views import blueprint
from panel.kit.lists import ListPage
from panel.kit.module import Module

REPORTS: Final[tuple[ListPage, ...]] = (
    SIGN_INS,
    FAILURES_BY_ACCOUNT,
    FAILURES_BY_ADDRESS,
    PRIVILEGED_DEEDS,
    MONEY_CHANGES,
    DORMANT_ACCOUNTS,
    OPEN_SESSIONS,
)


def _drawer(report: ListPage) -> Module:
    address = f"{blueprint.url_prefix}/{report.name.replace('_', '-')}"
    return Module(report.name, Blueprint(report.name, __name__, url_prefix=address), lists=(report,))


MODULE: Final = Module("activity_reports", blueprint)
MODULES: Final[tuple[Module, ...]] = (MODULE, *map(_drawer, REPORTS))
