"""A codebook: the columns of respondents' data, the answers each can hold, and scores."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from claimcheck.conditions import Condition
from claimcheck.errors import ConditionError, nearest
from claimcheck.space import Column, Space

#: One answer: the name of a choice (or a text), an exact number, or None where there is none.
Answer = str | Fraction | None


@dataclass(frozen=True)
class Question:
    """One column of the respondents' data.

    Attributes
    ----------
    kind : {"choice", "choices", "number", "text"}
        One choice, several choices, a number, or anything else.
    labels : mapping of str to mapping of str to str
        The choices by name, in order, each with its label by language; empty for a number or text.
    unit : str
        The unit that ends the column's name, such as ``years`` of ``age_years``; conditions may
        leave it out.
    """

    kind: Literal["choice", "choices", "number", "text"] = "choice"
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True)
class Scale:
    """Items whose points add up to a score, told as a percentage of the most that they can give.

    Attributes
    ----------
    items : tuple of str
        Names of the questions, at least one.
    points : mapping of str to int
        Whole points by the name of a choice; the same for every item.
    is_asked : callable
        Whether a respondent with some answers, by column, is asked the items.
    """

    items: tuple[str, ...]
    points: Mapping[str, int]
    is_asked: Callable[[Mapping[str, Answer]], bool] = lambda answers: True


@dataclass(frozen=True)
class Remainder:
    """A column that is what a total has beyond some of its parts.

    Attributes
    ----------
    total, rest : str
        The columns of the total and of what is left.
    parts : tuple of str
        The columns of the other parts; they stay empty unless claims fix them.
    """

    total: str
    parts: tuple[str, ...]
    rest: str


@dataclass(frozen=True)
class Codebook:
    """What respondents' data can hold, as far as a questionnaire says it.

    Attributes
    ----------
    questions : mapping of str to Question
        The columns by name, in order; items of scales too.
    scales : mapping of str to Scale
        By name; the score of a scale ``skill`` is the column ``skill_percent``.
    remainders : tuple of Remainder
        Parts of totals that are filled in only where claims fix them.
    unshown : frozenset of str
        Names of choices that no drawn respondent gives unless a claim counts them: for example
        because a single recognisable person gave them.
    identifier : str
        The column that holds a made-up code of each respondent.

    Examples
    --------
    >>> book = Codebook({"sex": Question(labels={"female": {}, "male": {}}),
    ...                  "age_years": Question("number", unit="years")})
    >>> book.column("age"), book.space(30).columns["sex"].choices
    ('age_years', ('female', 'male'))
    """

    questions: Mapping[str, Question]
    scales: Mapping[str, Scale] = field(default_factory=dict)
    remainders: tuple[Remainder, ...] = ()
    unshown: frozenset[str] = frozenset()
    identifier: str = "respondent"

    @property
    def unfilled(self) -> tuple[str, ...]:
        """The columns that stay empty wherever the claims allow it."""
        names: list[str] = []
        for remainder in self.remainders:
            names += remainder.parts
        return tuple(names)

    @property
    def scores(self) -> dict[str, Scale]:
        """The scales by the column of their score."""
        return {f"{name}_percent": scale for name, scale in self.scales.items()}

    def space(self, n_respondents: int) -> Space:
        """Return what the columns can hold, percent scores included.

        Parameters
        ----------
        n_respondents : int
            How many respondents there are.

        Returns
        -------
        Space
            Columns of one choice, without the items of scales, and scores of 0 to 100.
        """
        items = {item for scale in self.scales.values() for item in scale.items}
        columns: dict[str, Column] = {}
        for name, question in self.questions.items():
            if question.kind == "choice" and name not in items:
                columns[name] = Column(choices=tuple(question.labels))
        for name, scale in self.scores.items():
            least, most = min(scale.points.values()), max(scale.points.values())
            columns[name] = Column(step=Fraction(100, len(scale.items) * most),
                                   low=Fraction(100 * least, most), high=Fraction(100))
        return Space(n_respondents, columns)

    def column(self, name: str) -> str:
        """Return the full name of a column that may be named without its unit.

        Parameters
        ----------
        name : str
            Such as ``age_years`` or ``age``.

        Raises
        ------
        ConditionError
            There is no such column, or several; names the nearest.
        """
        if name in self.questions:
            return name
        fitting = [full for full, question in self.questions.items()
                   if question.unit and full == f"{name}_{question.unit}"]
        if len(fitting) != 1:
            raise ConditionError(f"no variable {name!r}", where="codebook",
                                 expected=nearest(name, self.questions))
        return fitting[0]

    def number(self, name: str) -> str:
        """Return the full name of a number or percent score.

        Parameters
        ----------
        name : str
            With or without its unit.

        Raises
        ------
        ConditionError
            There is no such column, or it holds no numbers; names the nearest that does.
        """
        short_names = {score: score for score in self.scores}
        for full, question in self.questions.items():
            if question.kind == "number":
                short_names[full.removesuffix(f"_{question.unit}")] = full
        if name in short_names or name in short_names.values():
            return short_names.get(name, name)
        what = "is not a number" if name in self.questions else "is not known"
        raise ConditionError(f"{name!r} {what}", where="variable",
                             expected=nearest(name, short_names))

    def resolved(self, condition: Condition) -> Condition:
        """Return a condition with the full names of its columns, its choices checked.

        Parameters
        ----------
        condition : Condition
            Columns may be named without their units.

        Raises
        ------
        ConditionError
            A column or a choice is unknown; names the nearest.
        """
        atoms = []
        for atom in condition.atoms:
            if atom.column in self.scores:
                atoms.append(atom)
                continue
            column = self.column(atom.column)
            question = self.questions[column]
            for value in atom.values:
                if question.labels and value not in question.labels:
                    raise ConditionError(f"no choice {value!r}", where=f"{column} in {condition}",
                                         expected=nearest(value, question.labels))
            op = "=" if atom.op == "has" and question.kind == "choice" else atom.op
            atoms.append(type(atom)(column, op, atom.values))
        return Condition(tuple(atoms))
