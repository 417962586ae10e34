"""What the shape of a lesson cannot see: one right answer each, examples that count as they say."""

from pathlib import Path

from django.utils.translation import gettext as _

from parvis.catalogue.loader import Fault, PackageFaults
from parvis.participation.lessons.definition import Example, LessonFile
from parvis.participation.lessons.library import files_in, read


def check_folder(folder: Path) -> list[Fault]:
    """Every fault of its files, with file and line."""
    return [fault for path in files_in(folder) for fault in check_file(path)]


def check_file(path: Path) -> list[Fault]:
    try:
        lesson, source = read(path)
    except PackageFaults as found:
        return found.faults
    return [
        Fault(path.name, source.line_of(where), message, remedy, where)
        for where, message, remedy in faults_of(lesson, path.stem)
    ]


Found = list[tuple[tuple[str | int, ...], str, str]]


def faults_of(lesson: LessonFile, name: str) -> Found:
    """(key in the file, what is wrong, what to do). `name`: of the file, without its end."""
    found: Found = []
    if lesson.key != name:
        found.append((("key",), _("the key is not the name of the file"), _("write the same")))
    for place, step in enumerate(lesson.steps):
        if sum(option.right for option in step.question.options) != 1:
            where = ("steps", place, "question", "options")
            found.append((where, _("one option is right, and one only"), _("mark it right: true")))
        if step.example is not None:
            here = ("steps", place, "example")
            found += [(here, message, remedy) for message, remedy in _example(step.example)]
    return found


def _example(example: Example) -> list[tuple[str, str]]:
    known = {project.id for project in example.projects}
    named = {key for each in example.ballots for key in each.chose}
    named |= {key for keys in example.funded.values() for key in keys}
    if named - known:
        return [(_("no such project: %(name)s") % {"name": min(named - known)}, "")]
    wrong = []
    for method, said in example.funded.items():
        counted = count(example, method)
        if sorted(said) != sorted(counted):
            message = _("by this rule (%(rule)s) the funded projects are: %(names)s")
            values = {"rule": method, "names": ", ".join(sorted(counted))}
            wrong.append((message % values, _("write these")))
    return wrong


def count(example: Example, method: str) -> list[str]:
    """The projects that the rule funds, counted as a real vote is."""
    from parvis.participation.counting.ballot import Ballot
    from parvis.participation.counting.ballots import Ballots
    from parvis.participation.counting.election import Election, Project, Rule
    from parvis.participation.counting.rules import count as counted

    election = Election(
        example.budget * 100,
        tuple(Project(one.id, one.cost * 100) for one in example.projects),
        kind="approval",
        rule=Rule(method),  # type: ignore[arg-type]  # one of those of the definition
    )
    chosen = [each.chose for each in example.ballots for _voter in range(each.voters)]
    held = [
        Ballot(f"v{place}", tuple((key, 1) for key in keys)) for place, keys in enumerate(chosen)
    ]
    return [award.project for award in counted(election, Ballots.of(election, held)).awards]
