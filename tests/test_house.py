"""The rules of the house, as far as a machine can keep them: sizes, docstrings, leftovers, versions, pins."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    path for group in ("src", "plugins/*/src", "examples/*/src") for path in ROOT.glob(f"{group}/**/*.py")
)
TESTS = sorted(
    path
    for group in ("tests", "plugins/*/tests", "examples/*/tests")
    for path in ROOT.glob(f"{group}/**/*.py")
)
PROJECTS = sorted(
    path for group in (".", "plugins/*", "examples/*") for path in ROOT.glob(f"{group}/pyproject.toml")
)
HOOKS = ROOT / "src" / "mentorcore" / "hooks"

LONGEST = 350  # lines; the aim is 60 to 250
IGNORE = re.compile(r"#\s*type:\s*ignore(?P<rest>.*)")
IGNORE_WITH_REASON = re.compile(r"\[[a-z-]+(, *[a-z-]+)*\]  # \S")
LEFTOVER = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b|pragma: no cover")
PRIVATE = re.compile(r"\.(db|key|master)(-wal|-shm)?$")


def name(path: Path) -> str:
    """A file as the fault list shows it."""
    return path.relative_to(ROOT).as_posix()


def lines(paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Every line of the files, after the place where it stands."""
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            yield f"{name(path)}:{number}", line


def without_docstring(path: Path) -> Iterator[str]:
    """The module, and each public function, class and method of its own, that says nothing about itself."""
    module = ast.parse(path.read_text("utf-8"))
    if path.stat().st_size and not ast.get_docstring(module):
        yield name(path)
    inner: list[tuple[str, ast.stmt]] = [("", node) for node in module.body]
    while inner:
        prefix, node = inner.pop()
        if not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node) and not _is_overload(node):
            yield f"{name(path)}:{node.lineno} {prefix}{node.name}"
        if isinstance(node, ast.ClassDef) and not node.bases:  # what a base asks for is explained there
            inner += [(f"{node.name}.", child) for child in node.body]


def _is_overload(node: ast.stmt) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return any(isinstance(found, ast.Name) and found.id == "overload" for found in decorators)


def test_files_fit_in_a_head() -> None:
    sizes = {name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}

    assert {path: size for path, size in sizes.items() if size > LONGEST} == {}


def test_everything_public_says_what_it_is_for() -> None:
    assert [fault for path in SOURCES for fault in without_docstring(path)] == []


def test_silenced_types_name_the_code_and_the_reason() -> None:
    others = [path for path in SOURCES + TESTS if path != Path(__file__).resolve()]
    silenced = [(place, found["rest"]) for place, line in lines(others) if (found := IGNORE.search(line))]

    assert [place for place, rest in silenced if not IGNORE_WITH_REASON.match(rest)] == []


def test_nothing_is_left_for_later() -> None:
    """Only the body of a hook spec may raise: plugins answer in its place."""
    others = [
        path for path in SOURCES + TESTS if path != Path(__file__).resolve() and HOOKS not in path.parents
    ]
    specs = [
        (place, line.replace("raise NotImplementedError", ""))
        for place, line in lines(list(HOOKS.glob("*.py")))
    ]

    assert [place for place, line in [*lines(others), *specs] if LEFTOVER.search(line)] == []


def test_every_package_is_typed() -> None:
    packages = {path.parent / "src" / package for path in PROJECTS for package in packages_of(path)}
    every_folder = {found for path in PROJECTS for found in (path.parent / "src").iterdir() if found.is_dir()}

    assert sorted(name(found) for found in packages if not (found / "py.typed").exists()) == []
    assert packages == every_folder


def packages_of(pyproject: Path) -> list[str]:
    """The import names that a project installs."""
    build = tomllib.loads(pyproject.read_text("utf-8"))["tool"]["hatch"]["build"]
    return [Path(package).name for package in build["targets"]["wheel"]["packages"]]


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in SOURCES}

    assert sorted(name(folder) for folder in folders if not (folder / "__init__.py").exists()) == []


def test_all_packages_have_the_version_of_the_changelog() -> None:
    versions = {tomllib.loads(path.read_text("utf-8"))["project"]["version"] for path in PROJECTS}
    headings = re.findall(r"^## \[?([^\]\s]+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert len(versions) == 1
    assert headings[0] in {"Unreleased", *versions}


@pytest.mark.parametrize("file", sorted((ROOT / "requirements").iterdir()), ids=lambda file: file.name)
def test_pins_name_no_registry(file: Path) -> None:
    assert [
        line for _, line in lines([file]) if "://" in line or "index-url" in line or "find-links" in line
    ] == []


def test_every_pin_has_its_hashes() -> None:
    pinned = (ROOT / "requirements" / "dev.txt").read_text("utf-8").replace("\\\n", "")
    requirements = [line for line in pinned.splitlines() if line and not line.lstrip().startswith("#")]

    assert len(requirements) > 0
    assert [line for line in requirements if not re.match(r"\S+==\S+ .*--hash=sha256:", line)] == []


def test_every_dependency_is_pinned() -> None:
    pins = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / "dev.txt").read_text("utf-8"), re.MULTILINE)
    )
    declared = {normal(found) for path in PROJECTS for found in dependencies_of(path)}
    own = {tomllib.loads(path.read_text("utf-8"))["project"]["name"] for path in PROJECTS}

    assert declared - own - pins == set()


def dependencies_of(pyproject: Path) -> Iterator[str]:
    """What a project asks for, its extras included."""
    project = tomllib.loads(pyproject.read_text("utf-8"))["project"]
    yield from project.get("dependencies", [])
    for extra in project.get("optional-dependencies", {}).values():
        yield from extra


def normal(requirement: str) -> str:
    """The name alone, as registries compare it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[._-]+", "-", found[0]).lower()


def test_no_database_and_no_key_is_kept_under_version_control() -> None:
    tracked = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")

    assert [file for file in tracked if PRIVATE.search(file)] == []


def test_compiled_catalogues_say_what_their_sources_say() -> None:
    sources = [path for group in ("src", "plugins", "examples") for path in (ROOT / group).rglob("*.po")]

    assert sorted(name(path) for path in sources if not is_compiled(path)) == []


def is_compiled(source: Path) -> bool:
    """Whether the .mo beside a .po holds the same texts."""
    compiled = source.with_suffix(".mo")
    if not compiled.exists():
        return False
    with source.open("rb") as asked, compiled.open("rb") as found:
        return texts_of(read_po(asked)) == texts_of(read_mo(found))


def texts_of(catalogue: Catalog) -> dict[object, object]:
    """What a catalogue says, without its header: that one carries dates."""
    return {message.id: message.string for message in catalogue if message.id and message.string}
