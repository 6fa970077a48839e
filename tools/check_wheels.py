"""Build the wheel of every package here and compare it with its folder: nothing missing, nothing foreign.

An editable install finds catalogues, texts and bundles even where a wheel would leave them out; this does not.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {".pyc"}


def projects() -> Iterator[Path]:
    """Every folder of this checkout that declares a package."""
    yield ROOT
    for group in ("plugins", "examples"):
        yield from sorted(path.parent for path in (ROOT / group).glob("*/pyproject.toml"))


def wanted(project: Path) -> set[str]:
    """What the wheel of a project must hold, as paths inside it."""
    return {
        file.relative_to(project / "src").as_posix()
        for file in (project / "src").rglob("*")
        if file.is_file() and file.suffix not in LEFT_OUT
    }


def built(project: Path, into: Path) -> set[str]:
    """Build a project's wheel and list it, without the metadata."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", into, project], check=True)
    (wheel,) = into.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    return {name for name in names if not PurePosixPath(name).parts[0].endswith(".dist-info")}


def faults(project: Path) -> list[str]:
    """Compare one wheel with its folder."""
    name = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]["name"]
    with tempfile.TemporaryDirectory() as into:
        found = built(project, Path(into))
    expected = wanted(project)
    if not any(file.endswith("/py.typed") for file in expected):
        return [f"{name}: no py.typed"]
    missing = [f"{name}: the wheel lacks {file}" for file in sorted(expected - found)]
    return missing + [f"{name}: the wheel has {file} besides" for file in sorted(found - expected)]


def main() -> int:
    """Check every wheel; the exit code says whether all are right."""
    found = [fault for project in projects() for fault in faults(project)]
    print("\n".join(found) if found else "wheels hold what their folders hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
