"""Doors are probed each minute, days reckoned by the levels of service; certificates say whom they name and who pinned them."""

from alembic import op

revision = "0095"
down_revision = "0094"

STATEMENTS = (
    """
CREATE TABLE panel.probe (
    at           timestamptz NOT NULL,
    door         text        NOT NULL CONSTRAINT probed_door_is_known CHECK (door IN ('epp', 'whois', 'rdap')),
    milliseconds real,
    problem      text CONSTRAINT problem_of_a_probe_is_bounded CHECK (length(problem) <= 200),
    CONSTRAINT probe_has_an_answer_or_a_problem CHECK ((milliseconds IS NULL) <> (problem IS NULL)),
    PRIMARY KEY (at, door)
)""",
    "COMMENT ON TABLE panel.probe IS 'How soon a door answered the worker in a minute'",
    "COMMENT ON COLUMN panel.probe.at IS 'the minute; a second look in the same minute is none'",
    """
CREATE TABLE panel.level_day (
    day      date    NOT NULL,
    measure  text    NOT NULL,
    number   bigint  NOT NULL,
    failed   bigint  NOT NULL,
    within   bigint  NOT NULL,
    p50      real,
    p90      real,
    p95      real,
    p99      real,
    slowest  real,
    id       bigint  NOT NULL UNIQUE GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT parts_of_a_day_are_no_more_than_it CHECK (failed <= number AND within <= number - failed),
    PRIMARY KEY (day, measure)
)""",
    "COMMENT ON TABLE panel.level_day IS 'What was measured on a day: of probes, and of the commands that EPP was asked'",
    "COMMENT ON COLUMN panel.level_day.within IS 'how many were answered within what the level of service allows'",
    "COMMENT ON COLUMN panel.level_day.p95 IS 'milliseconds within which 95 of 100 were answered'",
    """
ALTER TABLE registry.certificate
        ADD COLUMN subject text CONSTRAINT subject_of_a_certificate_is_bounded CHECK (length(subject) <= 500),
        ADD COLUMN pinned_at timestamptz,
        ADD COLUMN pinned_by text
""",
    "COMMENT ON COLUMN registry.certificate.subject IS 'whom it names (RFC 4514), for people; none: nobody wrote it down'",
    "COMMENT ON COLUMN registry.certificate.pinned_by IS 'the operator, or the registrar itself'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
