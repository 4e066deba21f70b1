"""The page of the panel's permissions: what each role comes to, by the functions that decide it."""

from docs.generate.words import code, document, link, table
from panel.kit.access import permissions_of
from panel.kit.roles import ASSIGNABLE

INTRODUCTION = """
A role that is given to an account holds the permissions marked in its column. `access.all` and `access.registrar` say whose
things exist for its holder: everybody's, or those of the account's registrar; without either, nobody's. Beside its role an
account may be given single permissions, or be denied them, by those who look after it and hold them themselves; a denial wins.
"""


def page() -> str:
    held = {role: permissions_of(frozenset({role})) for role in ASSIGNABLE}
    every = sorted(frozenset().union(*held.values()))
    rows = [(code(each), *["●" if each in held[role] else "" for role in ASSIGNABLE]) for each in every]
    columns = ("permission", *ASSIGNABLE.values())
    return document("Permissions", link("panel/kit/roles.py"), INTRODUCTION.strip(), table(columns, rows))
