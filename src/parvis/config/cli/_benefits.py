"""Local benefits in `parvis library`: files are checked and tested folder by folder."""

from pathlib import Path

from parvis.config.cli._screen import console, done, fail, verdict

FOLDER = "benefits"


def folders_among(chosen: tuple[Path, ...]) -> list[Path]:
    """The folders of benefits named, or all those of the library when nothing is."""
    from parvis.eligibility.local.library import folders

    return [each for each in chosen if is_one(each)] if chosen else folders()


def is_one(folder: Path) -> bool:
    """Files of benefits, not a service package."""
    is_other = folder.name == "lessons" or (folder / "service.yml").exists()
    return not is_other and any(folder.rglob("*.yml"))


def check(folder: Path) -> bool:
    """Say every fault; whether there is none."""
    from parvis.eligibility.local.checker import check_folder
    from parvis.eligibility.local.library import files_in

    return verdict(folder, check_folder(folder), f"{len(files_in(folder))} local benefits")


def test(folder: Path) -> int:
    """Play every test of every file, which must be sound; how many faults there are."""
    from parvis.eligibility.local.checker import check_folder
    from parvis.eligibility.local.library import files_in, read

    # The tests of a file are the last thing the checker looks at, once all else is right.
    faults = check_folder(folder)
    for fault in faults:
        fail(str(fault))
    if not faults:
        played = sum(len(read(path)[0].tests) for path in files_in(folder))
        done(f"{folder.parent.name}/{folder.name}: {played} tests of local benefits")
    return len(faults)


def publish(folder: Path) -> int:
    """Note the new versions of a folder without fault; how many there were."""
    from parvis.eligibility.local.library import files_in, read
    from parvis.eligibility.local.published import publish as note

    return note(folder, [read(path)[0] for path in files_in(folder)])


def bring_in(given: tuple[Path, ...], institutions: Path, into: Path) -> int:
    """Translate files of aides-jeunes; how many could not be."""
    from parvis.core import clock
    from parvis.eligibility.local.aides_jeunes import Untranslatable, translated

    refused = 0
    for path in [file for each in given for file in _files(each)]:
        try:
            found = translated(path, institutions, clock.today())
        except Untranslatable as why:
            refused += 1
            fail(f"{path.name}: {why}")
            continue
        owner, _, name = found.id.partition(".")
        target = into / owner / f"{name}.yml"
        if target.exists():
            fail(f"{target} is there already; it stays as it is")
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(found.text, encoding="utf-8")
        done(f"{path.name} → {target}")
        for line in found.report:
            console.print(f"  {line}", markup=False, soft_wrap=True)
    return refused


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.yml")) if path.is_dir() else [path]
