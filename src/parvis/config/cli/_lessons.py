"""Lessons in `parvis library`: their files are checked, and their examples counted."""

from pathlib import Path

from parvis.config.cli._screen import verdict


def is_one(folder: Path) -> bool:
    return folder.name == "lessons"


def folders_among(chosen: tuple[Path, ...]) -> list[Path]:
    """The folders of lessons named, or all those of the library when nothing is."""
    from parvis.participation.lessons.library import folders

    return [each for each in chosen if is_one(each)] if chosen else folders()


def check(folder: Path) -> bool:
    """Say every fault; whether there is none."""
    from parvis.participation.lessons.checker import check_folder
    from parvis.participation.lessons.library import files_in

    return verdict(folder, check_folder(folder), f"{len(files_in(folder))} lessons")
