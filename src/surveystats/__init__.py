"""Inference by design, comparisons, effects, reliability, agreement and disclosure control."""

import importlib
from typing import Any

#: The public names, and the modules that they come from; each is imported when it is first used.
_MODULES = {
    "Design": "sampling", "clopper_pearson": "intervals", "cronbach_alpha": "reliability",
    "fisher": "group_tests", "item_table": "item_statistics", "krippendorff_alpha": "agreement",
    "kruskal_wallis": "group_tests", "mann_whitney": "group_tests", "omega_total": "factor",
    "protect": "disclosure", "reliability_of": "reliability", "spearman": "group_tests",
}
__all__ = [*_MODULES]


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module 'surveystats' has no attribute {name!r}; "
                             f"it has {', '.join(_MODULES)}")
    return getattr(importlib.import_module(f"surveystats.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    """Return the public names, so that Tab offers them."""
    return [*_MODULES]
