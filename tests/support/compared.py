"""Districts as a sweep keeps them, with every basis that a number can have, for tests."""

SEX, SKILL = "profile.sex.female.share", "competence.skill.mean"
KEYS = [SEX, SKILL]
INTERVAL = {"interval": "clopper_pearson", "interval_lower": 40.0, "interval_upper": 60.0}


def number(key, value=None, basis="computed", **more):
    size = None if basis == "withheld" else 30
    row = {"key": key, "kind": key.rpartition(".")[2], "unit": "percent", "condition": "", "of": "", "variable": "",
           "value": value, "lower": value, "upper": value, "basis": basis, "n": size, "denominator": size,
           "missing": None if size is None else 0, "interval": "", "interval_lower": None, "interval_upper": None}
    return row | more


def district(name, sex, origin="survey", design="random"):
    return {"name": name, "place": f"Kabupaten {name}, Provinsi", "year": 2026, "origin": origin, "design": design,
            "confidence": 0.95, "title": {"id": name, "en": name}, "respondents": 30, "status": "done",
            "sections": ["profile", "competence"], "errors": [], "rows": [sex, number(SKILL, 71.5)]}


def districts_compared():
    """Four districts: with an interval, withheld, bounded, and one that failed."""
    error = {"section": "", "what": "broken", "fix": "mend <it>"}
    failed = {"name": "bad", "sections": [], "status": "failed", "errors": [error], "rows": []}
    return [district("a", number(SEX, 50.0, **INTERVAL)),
            district("b", number(SEX, basis="withheld"), "simulated"),
            district("c", number(SEX, basis="bounded", lower=20.0, upper=45.0), "reconstructed", "census"), failed]
