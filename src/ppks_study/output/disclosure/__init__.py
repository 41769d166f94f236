"""What is published of a survey, without what would tell of few people."""

from ppks_study.output.disclosure.guard import guard, plan_of
from ppks_study.output.disclosure.plain import attack, protect, protect_linked

__all__ = ["attack", "guard", "plan_of", "protect", "protect_linked"]
