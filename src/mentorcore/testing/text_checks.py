"""Checks of a package's catalogues: every code has words in every language, and every parameter is there."""

from __future__ import annotations

from collections.abc import Mapping, Set
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

DOMAIN = "mentorcore"


def check_texts(package: str, codes: Mapping[str, Set[str]], *, prefix: str = "") -> None:
    """See that the catalogues of a package say what its codes need, in each of its languages.

    Args:
        package: a Python package with ``locales/<language>/LC_MESSAGES/mentorcore.po`` and the ``.mo`` beside it.
        codes: every code, with the names of the parameters that come with it.
        prefix: see also that the package's sources spell out no other code with this beginning.

    Raises:
        AssertionError: what differs, by language and code.
    """
    languages = catalogues(package)
    assert languages, f"{package} has no catalogues"
    for language, (written, compiled) in languages.items():
        assert compiled == written, f"{language}: the compiled catalogue is not the written one"
        assert sorted(compiled) == sorted(codes), f"{language}: codes without text, or texts without code"
        for code, text in compiled.items():
            assert text.strip(), f"{language}: {code} is empty"
            unknown = placeholders(text) - codes[code]
            assert not unknown, f"{language}: {code} asks for {sorted(unknown)}"
    _say_the_same({language: compiled for language, (_, compiled) in languages.items()})
    if prefix:
        spelt = spelt_out(package, prefix)
        assert spelt == {code for code in codes if code.startswith(prefix)}, f"spelt out: {sorted(spelt)}"


def _say_the_same(languages: Mapping[str, Mapping[str, str]]) -> None:
    asked = {
        language: {c: placeholders(t) for c, t in texts.items()} for language, texts in languages.items()
    }
    first = next(iter(asked))
    for language, filled in asked.items():
        assert filled == asked[first], f"{language} and {first} are filled by different parameters"


def catalogues(package: str) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Language to the texts of its written and of its compiled catalogue."""
    locales = files(package).joinpath("locales")
    found = sorted(locales.iterdir(), key=lambda folder: folder.name) if locales.is_dir() else []
    return {folder.name: _both(folder.joinpath("LC_MESSAGES")) for folder in found if folder.is_dir()}


def _both(folder: Traversable) -> tuple[dict[str, str], dict[str, str]]:
    with folder.joinpath(f"{DOMAIN}.po").open("rb") as file:
        written = read_po(file)
    with folder.joinpath(f"{DOMAIN}.mo").open("rb") as file:
        compiled = read_mo(file)
    return _texts(written), _texts(compiled)


def _texts(catalogue: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def placeholders(text: str) -> set[str]:
    """The parameters that a text shows."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def spelt_out(package: str, prefix: str) -> set[str]:
    """The strings in a package's own modules that begin like its codes."""
    import ast  # only where it is asked for

    found: set[str] = set()
    for source in files(package).iterdir():
        if source.name.endswith(".py"):
            nodes = ast.walk(ast.parse(source.read_text(encoding="utf-8")))
            words = (node.value for node in nodes if isinstance(node, ast.Constant))
            found |= {w for w in words if isinstance(w, str) and w.startswith(prefix) and " " not in w}
    return found
