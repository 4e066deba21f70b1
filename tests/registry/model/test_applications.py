"""The table of an application's steps: RFC 8334's picture (section 2.4.1), with what a registry holds for reasons of its own."""

from typing import get_args

from registry.model.application import ALLOCATABLE, FINAL, STEPS, ApplicationStatus, Step

# The arrows of the picture, as statuses.
PICTURE = {
    ("pendingValidation", "validated"),
    ("pendingValidation", "invalid"),
    ("validated", "pendingAllocation"),
    ("invalid", "pendingValidation"),
    ("invalid", "rejected"),
    ("pendingAllocation", "allocated"),
    ("pendingAllocation", "rejected"),
}


def test_every_status_has_its_row_and_every_step_is_possible_somewhere() -> None:
    assert set(STEPS) == set(get_args(ApplicationStatus))
    assert {step for steps in STEPS.values() for step in steps} == set(get_args(Step))


def test_every_arrow_of_the_standards_picture_is_in_the_table() -> None:
    arrows = {(before, after) for before, steps in STEPS.items() for after in steps.values()}
    assert arrows >= PICTURE


def test_what_is_decided_stays_so() -> None:
    assert {"allocated", "rejected"} == FINAL
    assert all(STEPS[status] == {} for status in FINAL)


def test_every_application_can_come_to_an_end() -> None:
    for status in set(STEPS) - FINAL:
        assert STEPS[status]["reject"] == "rejected"


def test_nothing_is_allocated_that_was_not_found_valid() -> None:
    assert {"validated", "pendingAllocation"} == ALLOCATABLE


def test_a_step_has_the_same_end_wherever_it_begins_but_for_what_a_registrar_changes() -> None:
    for step in set(get_args(Step)) - {"amend"}:
        assert len({steps[step] for steps in STEPS.values() if step in steps}) == 1
