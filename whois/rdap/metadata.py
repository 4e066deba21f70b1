"""What is told of a search beside what it found: pages and order (RFC 8977), field sets (RFC 8982), and where an answer tells
what was searched for (RFC 9536).
"""

from whois.lookup import MOST
from whois.queries import ReverseQuery, SearchQuery, Sort
from whois.rdap.field_sets import DEFAULT, FIELD_SETS
from whois.rdap.searches import MAPPING, SearchQuestion
from whois.rdap.shapes import (
    RDAP,
    AvailableFieldSet,
    AvailableSort,
    Link,
    Paging,
    PropertyMapping,
    Sorting,
    Subsetting,
)
from whois.rdap.sorts import sorts
from whois.search import Page


def mapping(wanted: SearchQuestion) -> tuple[PropertyMapping, ...]:
    if not isinstance(wanted.query, ReverseQuery):
        return ()
    return tuple(PropertyMapping(each, MAPPING[each]) for each in wanted.query.predicates)


def paging(page: Page, asked: str, number: int, following: str | None) -> Paging | None:
    if following is None and number == 1:
        return Paging(page.total) if page.total is not None else None
    links = (Link(asked, "next", following, RDAP),) if following else ()
    return Paging(page.total, MOST, number, links)


def sorting(wanted: SearchQuestion, asked: str, base: str) -> Sorting | None:
    """The order of an answer where one was chosen, and where the same search is told in the others."""
    query = wanted.query
    if not isinstance(query, SearchQuery):
        return None
    known = sorts(query.kind, wanted.field_set)
    current = query.sort and (query.sort.property, query.sort.descending)
    available = []
    for name, path in known.items():
        orders = (Sort(name, False, name), Sort(name, True, f"{name}:d"))
        links = tuple(
            Link(asked, "alternate", base + wanted.sorted_by(each), RDAP)
            for each in orders
            if (each.property, each.descending) != current
        )
        # the order of results where none is chosen is by none of them
        available.append(AvailableSort(name, False, path, links))
    return Sorting(query.sort.text if query.sort else None, tuple(available)) if available else None


def subsetting(wanted: SearchQuestion, asked: str, base: str) -> Subsetting:
    """The field set of an answer, and where the same objects are told in the others."""
    current = wanted.field_set
    return Subsetting(
        current.name,
        tuple(
            AvailableFieldSet(
                each.name,
                each is DEFAULT,
                each.description,
                (Link(asked, "alternate", base + wanted.told_in(each), RDAP),) if each != current else (),
            )
            for each in FIELD_SETS.values()
        ),
    )
