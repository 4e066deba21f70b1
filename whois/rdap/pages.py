"""A page of what a search found becomes an answer: its objects, and what is told of the page itself."""

import asyncio
from dataclasses import replace
from datetime import datetime

from whois.lookup import FoundDomain, FoundNameServer
from whois.rdap import metadata
from whois.rdap.answers import of_domain, of_name_server, of_registrar
from whois.rdap.searches import SearchQuestion
from whois.rdap.shapes import (
    Domain,
    Entity,
    NameServer,
    Results,
)
from whois.search import Page


async def of_page(
    page: Page, wanted: SearchQuestion, asked: str, base: str, at: datetime, number: int, following: str | None
) -> Results:
    """A page of results; others have their turn while many objects are put into words. `following` is the next one's URL."""
    domains: list[Domain] = []
    servers: list[NameServer] = []
    entities: list[Entity] = []
    for found in page.found:
        if isinstance(found, FoundDomain):
            domain = of_domain(found, asked, base, at)
            where = f"$.domainSearchResults[{len(domains)}]"
            domains.append(replace(domain, redacted=tuple(each.below(where) for each in domain.redacted)))
        elif isinstance(found, FoundNameServer):
            servers.append(of_name_server(found, asked, base, at))
        else:
            entities.append(of_registrar(found, asked, base, at))
        await asyncio.sleep(0)
    kind = wanted.query.kind
    return Results(
        tuple(domains) if kind == "domains" else None,
        tuple(servers) if kind == "nameservers" else None,
        tuple(entities) if kind == "entities" else None,
        metadata.paging(page, asked, number, following),
        metadata.sorting(wanted, asked, base),
        metadata.subsetting(wanted, asked, base),
        metadata.mapping(wanted),
    )
