"""The verb that tells where things come from: `why`."""

import json
import sys

import click

from ppks_study.study import DEFAULT, Study


@click.command()
@click.argument("target", nargs=-1, required=True)
@click.option("--study", help=f"Its name or file; else that of TARGET's path, else {DEFAULT}.")
@click.option("--lang", default="id", show_default=True, type=click.Choice(["id", "en"]), help="Of the answer.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
def why(target: tuple[str, ...], study: str | None, lang: str, as_json: bool) -> None:
    """Tell where TARGET comes from: what is established, and what is taken as given.

    TARGET is a figure or table (its name or any of its files), a number's key, a number as it is printed, a claim, or a
    line or a piece of the text of the article. Exit 1 when nothing is like it, 2 when nothing is built.

    \b
    ppks why profile-age
    ppks why 71,1%
    ppks why profile.sex.female.share --lang en
    ppks why paper/published.en.typ:10
    ppks why "Rp 2.507.668" --json
    """
    from paperbuild.why.answer import tell
    from paperbuild.why.shelf import Shelf, study_of
    from paperbuild.why.targets import find, nearest

    asked = " ".join(target)
    shelf = Shelf(Study.load(study or study_of(asked) or DEFAULT))
    lang = lang if lang in shelf.study.languages else shelf.study.languages[0]
    found = find(shelf, asked) if shelf.numbers else []
    near = [] if found else nearest(shelf, asked)
    answers = [tell(shelf, match, lang) for match in found] if len(found) == 1 else []
    if as_json:
        matches = [{"kind": match.kind, "name": match.name} for match in found]
        click.echo(json.dumps({"target": asked, "study": shelf.study.name, "matches": matches, "nearest": near,
                               "answer": answers[0] if answers else None}, ensure_ascii=False, indent=1).encode())
    else:
        from paperbuild.why.answer_text import show

        show(asked, shelf, found, answers, near, lang)
    sys.exit(int(not found))
