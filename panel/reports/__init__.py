"""Monthly reports: how far each has come on its way to ICANN, and what was said of it."""

from panel.kit.module import MenuItem, Module
from panel.reports.api import ANSWERS, ERRANDS
from panel.reports.lists import REPORTS
from panel.reports.views import blueprint

MODULE = Module(
    "reports",
    blueprint,
    (MenuItem("Monthly reports", "report", "reports.index", "report.read", "Registry"),),
    lists=(REPORTS,),
    answers=ANSWERS,
    errands=ERRANDS,
)
