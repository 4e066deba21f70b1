"""Employees: the people who work for a reseller, whom it lets in itself and looks after."""

from panel.employees.api import ANSWERS, ERRANDS
from panel.employees.deeds import DEEDS
from panel.employees.lists import EMPLOYEES
from panel.employees.views import blueprint
from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "employees",
    blueprint,
    (MenuItem("Employees", "address-book", "employees.index", "employee.read", "People"),),
    lists=(EMPLOYEES,),
    deeds=(attached_to(DEEDS),),
    answers=ANSWERS,
    errands=ERRANDS,
)
