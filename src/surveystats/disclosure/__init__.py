"""What may be published of a survey: small counts withheld, and others so that nobody can work them
out."""

from surveystats.disclosure.frequency_tables import attack, protect, protect_linked

__all__ = ["attack", "protect", "protect_linked"]
