"""What the command log comes to: how often, with what answer, how fast, and whose."""

import re
from datetime import timedelta

from panel.kit.formats import words
from tests.panel.house import House


def numbers(text: str, heading: str) -> dict[str, int]:
    """The first figure of each row of a table, by what the row is called."""
    table = text.split(f">{heading}</h2>")[1].split("</table>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>.*?nh-number">([\d,]+)<', table, re.S)
    return {" ".join(re.sub("<[^>]+>", "", name).split()): int(number.replace(",", "")) for name, number in rows}


def test_statistics_are_of_what_the_log_has_and_a_registrar_has_those_of_its_own_alone(house: House) -> None:
    since = house.world.clock.now() - timedelta(days=7)
    sql = """SELECT concat_ws(' ', c.verb, c.object) AS name, count(*) AS number FROM registry.command c
              WHERE c.at >= $1 AND ($2::bigint IS NULL OR c.registrar_id = $2) GROUP BY 1"""
    for role, own in (("master", None), ("registrar", house.world.numbers["alpha"])):
        page = house.signed_in(role).get("/commands/-/statistics?span=week").text
        rows = house.run(house.world.fetch(sql, since, own))
        counts = {" ".join(map(words, row["name"].split())): row["number"] for row in rows}
        assert counts and numbers(page, "By command") == counts, role
        assert ("By registrar" in page) is (own is None)
        refused = re.search(r'href="/commands/\?([^"]+answer=refused[^"]*)"><span[^>]*>(\d+)', page)
        assert refused and int(refused[2]) > 0
    assert "No command in this time" in house.signed_in("master").get("/commands/-/statistics?span=hour").text
    assert 'href="/commands/-/statistics"' in house.signed_in("registrar-support").get("/commands/").text
