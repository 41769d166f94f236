"""Published numbers: can they be true together, and what do they imply for others?"""

import importlib
from typing import Any

#: The public names and where they live; each is imported when it is first used.
_HOMES = {
    "Claim": "claimcheck.claims", "read_claims": "claimcheck.claims",
    "parse": "claimcheck.conditions", "Codebook": "claimcheck.codebook",
    "Question": "claimcheck.codebook", "Space": "claimcheck.space", "Evidence": "claimcheck.bounds",
    "ask": "claimcheck.query", "verify": "claimcheck.verdicts",
    "reconstruct": "claimcheck.reconstruction", "draws": "claimcheck.ensemble",
    "grim": "claimcheck.rounding",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'claimcheck' has no attribute {name!r}; "
                             f"it has {', '.join(_HOMES)}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names, so that Tab offers them."""
    return [*globals(), *_HOMES]
