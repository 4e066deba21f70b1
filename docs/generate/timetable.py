"""The page of the scheduled jobs."""

from docs.generate.words import document, link


def page() -> str:
    return document("Timetable", link("registry/jobs/__init__.py"))
