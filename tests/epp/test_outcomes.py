"""Nothing can come of a command that no conversation shows: every rule, reason, extension and message is in a golden frame."""

from tests.epp import outcomes


def test_every_outcome_is_shown():
    missing = sorted(outcomes.possible() - set(outcomes.shown()))
    assert not missing, "show them in a transcript (docs/how-to/add-a-clause.md) and run `make golden`"


def test_no_outcome_is_listed_that_cannot_be():
    assert sorted(set(outcomes.shown()) - outcomes.possible()) == []


def test_what_cannot_be_heard_exists():
    every = outcomes.every()
    unknown = [
        key
        for key in outcomes.UNHEARD
        if not any(key == (each.of, each.why, str(each.code))[: len(key)] for each in every)
    ]
    assert unknown == []
