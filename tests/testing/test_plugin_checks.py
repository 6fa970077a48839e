"""The checks that authors of plugins run: what keeps the contract passes, and each way of breaking it is named."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field, validators
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from mentorcore import PluginFault, SetupFault
from mentorcore.domain.decisions import Refusal, Requirement
from mentorcore.domain.people import Candidate
from mentorcore.hooks import ALL
from mentorcore.hooks.kinds import hookimpl
from mentorcore.testing import check_plugin, check_policy, check_texts, policy_class, sample_arguments


@define(eq=False)
class _Sound:
    """Asks for an age."""

    least: int = field(validator=validators.ge(1))

    @hookimpl
    def requirements(self, candidate: Candidate) -> list[Requirement]:
        young = candidate.age is not None and candidate.age < self.least
        return [Requirement("mine.young", {"least": self.least})] if young else []


def test_a_sound_policy_passes() -> None:
    checked = check_policy(_Sound, {"least": 40})

    assert checked.hooks == {"requirements"}
    assert [answer.code for answer in checked.answers["requirements"]] == ["mine.young"]
    assert isinstance(checked.policy, _Sound)


def test_other_arguments_can_be_given() -> None:
    arguments = {"requirements": sample_arguments("requirements")}

    assert check_policy(_Sound, {"least": 18}, arguments=arguments).answers == {"requirements": ()}


@pytest.mark.parametrize("settings", [{}, {"least": "40"}, {"least": 0}, {"least": 40, "most": 50}])
def test_settings_are_read_as_a_bundles_are(settings: dict[str, Any]) -> None:
    with pytest.raises(SetupFault):
        check_policy(_Sound, settings)


def test_a_hook_that_does_not_exist_is_found() -> None:
    @define(eq=False)
    class Misspelt:
        @hookimpl
        def requirement(self) -> list[Requirement]:
            return []

    with pytest.raises(SetupFault) as fault:
        check_policy(Misspelt, {})
    assert [problem.code for problem in fault.value.problems] == ["policy.unknown_hook"]


def test_a_wrapper_is_found() -> None:
    @define(eq=False)
    class Wrapping:
        @hookimpl(wrapper=True)
        def requirements(self) -> Any:
            yield
            return []

    with pytest.raises(SetupFault) as fault:
        check_policy(Wrapping, {})
    assert [problem.code for problem in fault.value.problems] == ["policy.wrapper"]


def test_a_policy_without_a_hook_is_found() -> None:
    @define(eq=False)
    class Idle:
        pass

    with pytest.raises(AssertionError, match="Idle implements no hook"):
        check_policy(Idle, {})


def test_a_policy_that_changes_its_mind_is_found() -> None:
    @define(eq=False)
    class Moody:
        count: Any = field(factory=itertools.count, init=False)

        @hookimpl
        def requirements(self) -> list[Requirement]:
            return [Requirement("mine.moody", {"count": next(self.count)})]

    with pytest.raises(AssertionError, match="requirements: asked twice"):
        check_policy(Moody, {})


def test_a_wrong_answer_is_found() -> None:
    @define(eq=False)
    class Wrong:
        @hookimpl
        def requirements(self) -> list[str]:
            return ["young"]

    with pytest.raises(PluginFault):
        check_policy(Wrong, {})


def test_a_veto_that_faults_is_found() -> None:
    @define(eq=False)
    class Broken:
        @hookimpl
        def may_apply(self) -> Refusal:
            raise RuntimeError("broken")

    with pytest.raises(AssertionError, match="may_apply: it raised"):
        check_policy(Broken, {})


def test_being_told_is_not_tried() -> None:
    told = []

    @define(eq=False)
    class Listener:
        @hookimpl
        def happened(self) -> None:
            told.append(1)

    assert check_policy(Listener, {}).hooks == {"happened"}
    assert told == []


def test_there_are_samples_for_every_hook() -> None:
    for hook in ALL:
        assert set(sample_arguments(hook.name)) == set(hook.arguments), hook.name
    with pytest.raises(LookupError):
        sample_arguments("no_such_hook")


# Packages


def test_a_package_offers_just_what_is_expected() -> None:
    assert policy_class("mentorcore_vetting", "age_bound").__name__ == "AgeBound"
    with pytest.raises(AssertionError):
        check_plugin("mentorcore_vetting", {"age_bound": ({"least": 18}, {"may_apply"})})


def written(
    folder: Path, language: str, texts: dict[str, str], compiled: dict[str, str] | None = None
) -> None:
    """Put catalogues into a package."""
    place = folder / "locales" / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    for name, found in (("po", texts), ("other", compiled or texts)):
        entries = "".join(f'msgid "{code}"\nmsgstr "{text}"\n\n' for code, text in found.items())
        (place / f"mentorcore.{name}").write_text(
            f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{entries}'
        )
    with (place / "mentorcore.other").open("rb") as source, (place / "mentorcore.mo").open("wb") as target:
        write_mo(target, read_po(source))


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """An empty package; its name is that of the test."""
    folder = tmp_path / f"pkg_{abs(hash(request.node.nodeid))}"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""A plugin."""\n')
    monkeypatch.syspath_prepend(tmp_path)
    return folder


CODES = {"mine.young": {"least"}}
GOOD = {"mine.young": "Not before {least}."}


def test_texts_in_every_language_pass(package: Path) -> None:
    written(package, "en", GOOD)
    written(package, "fr", {"mine.young": "Pas avant {least} ans."})
    (package / "policy.py").write_text('CODE = "mine.young"\n')

    check_texts(package.name, CODES, prefix="mine.")


@pytest.mark.parametrize(
    ("french", "compiled", "message"),
    [
        ({}, None, "fr: codes without text"),
        ({"mine.young": "Pas avant {age}."}, None, "fr: mine.young asks for"),
        ({"mine.young": "Trop jeune."}, None, "different parameters"),
        (
            {"mine.young": "Pas avant {least}."},
            {"mine.young": "Avant {least}."},
            "fr: the compiled catalogue",
        ),
    ],
)
def test_what_is_wrong_with_texts_is_named(
    package: Path, french: dict[str, str], compiled: dict[str, str] | None, message: str
) -> None:
    written(package, "en", GOOD)
    written(package, "fr", french, compiled)

    with pytest.raises(AssertionError, match=message):
        check_texts(package.name, CODES)


def test_codes_that_nobody_listed_are_found(package: Path) -> None:
    written(package, "en", GOOD)
    (package / "policy.py").write_text('CODES = ("mine.young", "mine.old")\n')

    with pytest.raises(AssertionError, match=r"mine\.old"):
        check_texts(package.name, CODES, prefix="mine.")


def test_a_package_without_catalogues_is_found(package: Path) -> None:
    with pytest.raises(AssertionError, match="has no catalogues"):
        check_policy(_Sound, {"least": 40}, texts={package.name: CODES})
