"""No answer of RDAP that these tests get escapes its schema: whoever asks the door in this process asks one that is looked at."""

import json

import pytest

from tests.whois.rdap.schemas import kind_of, violations
from whois.rdap.door import Rdap
from wire.web import HttpRequest, HttpResponse


@pytest.fixture(autouse=True)
def every_answer_is_of_its_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Rdap.answer

    async def looked_at(door: Rdap, request: HttpRequest) -> HttpResponse:
        response = await answer(door, request)
        if request.method == "OPTIONS":
            assert response.status == 204 and not response.body
            return response
        document = json.loads(response.body)
        assert violations(document) == []
        assert (kind_of(document) == "error") == (response.status != 200)
        assert document.get("errorCode", 200) == response.status
        return response

    monkeypatch.setattr(Rdap, "answer", looked_at)
