"""Runs inside Alembic: hands it the connection that `schemas.migrate` opened, and tells the log what it does."""

import logging
from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo

log = logging.getLogger("schemas.migrate")


def _tell(ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]) -> None:
    log.info("the schema is %s now: %s", step.up_revision_id, getattr(step.up_revision, "doc", ""))


connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=True, on_version_apply=_tell)
with context.begin_transaction():
    context.run_migrations()
