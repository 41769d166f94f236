"""What comparing claims finds: conflicts, and which claims agree with which others."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ppks_study.evidence.claims import Claim
from ppks_study.evidence.clash import Clash


@dataclass(frozen=True)
class Compared:
    """What comparing found, and which claims agree with which others."""

    clashes: list[Clash] = field(default_factory=list)
    agreed: dict[str, list[Claim]] = field(default_factory=dict)

    def agree(self, *claims: Claim) -> None:
        """Note that claims agree with each other."""
        for claim in claims:
            known = self.agreed.setdefault(claim.id, [])
            known += [other for other in claims if other is not claim and other not in known]


def clash_between(kind: str, why: Mapping[str, str], *claims: Claim) -> Clash:
    """Return a conflict between claims, of which giving up any one mends it."""
    ids = tuple(claim.id for claim in claims)
    return Clash(kind, "printed", ids, why, repairs=tuple((name,) for name in ids))
