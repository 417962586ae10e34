"""Packages as commands name them: a folder, or one that comes with Parvis."""

from pathlib import Path
from typing import Any

import click

from parvis.core.paths import library_dir


def shipped() -> list[Path]:
    """The folders of the service packages that come with Parvis."""
    return sorted(path.parent for path in library_dir().glob("*/*/service.yml"))


def name_of(folder: Path) -> str:
    """As one names a package that comes with Parvis: `parvis/acte-de-naissance`."""
    return f"{folder.parent.name}/{folder.name}"


class Package(click.ParamType[Path]):
    """A folder, or the name of one in the library that comes with Parvis."""

    name = "package"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        for folder in (Path(value), library_dir() / value):
            if folder.is_dir():
                return folder
        named = [folder for folder in shipped() if folder.name == str(value)]
        if len(named) == 1:
            return named[0]
        known = ", ".join(map(name_of, shipped()))
        self.fail(f"“{value}” is no folder, nor a package that comes with Parvis ({known}).")
