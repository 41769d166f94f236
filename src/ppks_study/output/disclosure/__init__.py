"""What is published of a survey, without what would tell of few people."""

from ppks_study.output.disclosure.guard import guard, guard_sources, guard_strata, plan_of, report, write_plan
from ppks_study.output.disclosure.plain import attack, protect, protect_linked
from ppks_study.output.disclosure.report import Report
from ppks_study.output.disclosure.unique import unique

__all__ = ["Report", "attack", "guard", "guard_sources", "guard_strata", "plan_of", "protect", "protect_linked",
           "report", "unique", "write_plan"]
