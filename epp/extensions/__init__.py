"""Every extension this server speaks, in the order of the greeting and in which they read a wish."""

from typing import Final

from epp.extension import Extension
from epp.extensions import fee, rgp, secdns, unhandled_namespaces

# rgp comes after what else an update may carry: a restore must be able to see that it did not come alone.
EXTENSIONS: Final[tuple[Extension, ...]] = (
    secdns.EXTENSION,
    rgp.EXTENSION,
    fee.EXTENSION,
    unhandled_namespaces.EXTENSION,
)
