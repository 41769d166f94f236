"""The tables of each study are what its data package says: files, hashes, columns, values, references."""

import csv
import hashlib
import json
from pathlib import Path

import pytest

RAW = Path(__file__).parents[1] / "data" / "raw"
FOLDER = RAW / "payakumbuh-2019"
PACKAGES = {path.parent: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(RAW.glob("*/datapackage.json"))}
PACKAGE = PACKAGES[FOLDER]
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
FILES = [(folder, resource) for folder, package in PACKAGES.items() for resource in package["resources"]]


def each(files):
    return pytest.mark.parametrize(("folder", "resource"), files, ids=[f"{f.name}-{r['name']}" for f, r in files])


each_file = each(FILES)
each_resource = each([(folder, resource) for folder, resource in FILES if resource["format"] == "csv"])
each_package = pytest.mark.parametrize(("folder", "package"), PACKAGES.items(), ids=[path.name for path in PACKAGES])


def rows(name, folder=FOLDER):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fields(resource):
    return {field["name"]: field for field in resource["schema"]["fields"]}


def faults(resource, table):
    """Return every value that a schema does not allow: row number, column, value."""
    found = []
    for number, row in enumerate(table, start=2):
        for name, field in fields(resource).items():
            rule, value = field.get("constraints", {}), row[name]
            wrong = not value if rule.get("required") else False
            wrong |= bool(value) and value not in rule.get("enum", [value])
            wrong |= field["type"] == "integer" and bool(value) and not value.isdigit()
            found += [(number, name, value)] if wrong else []
    return found


def test_the_package_names_title_licence_and_origin():
    assert PACKAGE["licenses"][0]["name"] == "CC-BY-4.0"
    assert "Eksistensi Pendamping Sosial" in PACKAGE["sources"][0]["title"]
    assert len(PACKAGE["contributors"]) == 2


@each_package
def test_a_package_is_named_as_its_folder_and_has_a_licence_and_a_source(folder, package):
    assert package["name"] == folder.name
    assert package["licenses"][0]["name"] and package["sources"][0]["title"]


@each_package
def test_every_table_and_workbook_is_a_resource_and_every_resource_a_file(folder, package):
    found = {path.relative_to(folder).as_posix() for pattern in ("*.csv", "*.xlsx") for path in folder.rglob(pattern)}
    assert found == {resource["path"] for resource in package["resources"]}


@each_file
def test_hash_and_size_are_those_of_the_file(folder, resource):
    content = (folder / resource["path"]).read_bytes()
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert resource["bytes"] == len(content)


@each_resource
def test_columns_are_described_in_the_order_of_the_file(folder, resource):
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == list(fields(resource))
    assert all(field["description"] for field in fields(resource).values())


@each_resource
def test_values_are_those_that_the_schema_allows(folder, resource):
    assert faults(resource, rows(resource["name"], folder)) == []


def test_a_value_outside_the_schema_is_found():
    table = rows("programmes")
    table[0]["budget"], table[1]["lower"], table[2]["role"] = "province", "4.5", ""
    assert faults(RESOURCES["programmes"], table) == [(2, "budget", "province"), (3, "lower", "4.5"),
                                                      (4, "role", "")]


@each_resource
def test_the_primary_key_tells_rows_apart(folder, resource):
    key = resource["schema"]["primaryKey"]
    columns = [key] if isinstance(key, str) else key
    values = [tuple(row[column] for column in columns) for row in rows(resource["name"], folder)]
    assert len(set(values)) == len(values)


@each_resource
def test_foreign_keys_lead_to_a_row(folder, resource):
    for key in resource["schema"].get("foreignKeys", []):
        target = {row[key["reference"]["fields"]] for row in rows(key["reference"]["resource"], folder)}
        assert {row[key["fields"]] for row in rows(resource["name"], folder)} <= target


@pytest.mark.parametrize(("name", "column"), [("numerals", "claim"), ("recommendations", "evidence")])
def test_lists_of_claims_lead_to_claims(name, column):
    known = {row["id"] for row in rows("claims")}
    assert {claim for row in rows(name) for claim in row[column].split()} <= known


@each_resource
def test_the_readme_states_how_many_rows_a_file_has(folder, resource):
    line = next(line for line in (folder / "README.md").read_text(encoding="utf-8").splitlines()
                if line.startswith(f"| `{resource['path']}`"))
    assert int(line.split("|")[2]) == len(rows(resource["name"], folder))


def test_merged_roles_are_the_small_ones():
    merged = [row for row in rows("sources") if row["merged_into"]]
    assert all(int(row["count"]) < 3 for row in merged)
    assert {row["merged_into"] for row in merged} <= {row["name"] for row in rows("choices")}
    assert all(int(row["count"]) >= 3 for row in rows("sources") if row["kind"] == "respondent"
               and not row["merged_into"])


def test_programmes_repeat_the_amounts_of_their_claims():
    from claimcheck.claims import read_claims

    claims = {claim.id: claim for claim in read_claims(FOLDER / "claims.csv")}
    for row in rows("programmes"):
        assert claims[row["claim"]].ends == (int(row["lower"]), int(row["upper"])), row["role"]
        assert row["role"] in claims[row["claim"]].condition


def test_sources_repeat_the_counts_of_their_claims():
    published = {row["id"]: row["published"] for row in rows("claims")}
    assert all(published[row["claim"]] == row["count"] for row in rows("sources"))
    assert sum(int(row["count"]) for row in rows("sources") if row["kind"] == "respondent") == 45


def test_indicators_not_performed_are_those_that_the_paper_lists():
    table = rows("indicators")
    listed = next(row["published"] for row in rows("claims")
                  if row["id"] == "qualification.generalist.not_performed")
    assert [row["number"] for row in table if row["performed"] == "not_yet"] == listed.split(",")
    assert [sum(row["class"] == c for row in table) for c in ("assistant", "generalist")] == [11, 18]


def test_the_silence_of_stakeholders_is_a_row():
    assert [row["converges"] for row in rows("interviews") if row["voice"] == "stakeholder"] == ["silent"]


def test_a_recommendation_without_evidence_says_so():
    for row in rows("recommendations"):
        assert (row["strength"] == "none") == (not row["evidence"])
    assert [row["number"] for row in rows("recommendations")] == ["1", "2", "3", "4", "4", "5"]


def test_a_reference_is_listed_as_often_as_its_mark_says():
    for row in rows("references"):
        assert (row["listed"] == "yes") == (int(row["times_listed"]) > 0)
        assert "yes" in (row["cited"], row["listed"])
