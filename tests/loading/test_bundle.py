"""A bundle is read from its files: whatever is missing or wrong is told with the file, the line or the key."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.packages import BUNDLE, FORMS, Site

from mentorcore import Programme
from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.loading.bundle import digest_of, load_bundle, values_of
from mentorcore.loading.opening import bundle_of
from mentorcore.storage import meta


def faults(package: str = "small_bundle") -> list[Problem]:
    with pytest.raises(SetupFault) as caught:
        load_bundle(package)
    return list(caught.value.problems)


def test_a_bundle_is_read(site: Site) -> None:
    bundle = load_bundle("small_bundle")

    assert (bundle.programme.id, bundle.package) == ("small", "small_bundle")
    assert [policy.use for policy in bundle.policies] == ["small.needs"]
    assert {clause.id for clause in bundle.clauses} >= {"CORE-1", "CORE-10"}
    assert bundle.imports is not None
    assert bundle.imports.columns == {"channels": "Channels", "phone": "Phone"}


def test_the_same_bundle_has_the_same_digest_and_another_has_not(site: Site) -> None:
    first = load_bundle("small_bundle")
    site.bundle()
    assert load_bundle("small_bundle").digest == first.digest == digest_of(first)
    assert "digest" not in values_of(first)

    digests = {first.digest}
    for files in (
        {"small_bundle/texts/en/code.md": "# Code\n\nBe kinder.\n"},
        {"main": BUNDLE.replace('name = "Small"', 'name = "Tall"')},
        {"forms": FORMS.replace("required = true", "required = false")},
    ):
        site.bundle(**files)
        digests.add(load_bundle("small_bundle").digest)
    assert len(digests) == 4


def test_a_remembered_bundle_is_the_same(site: Site) -> None:
    bundle = load_bundle("small_bundle")

    assert bundle_of(values_of(bundle), bundle.digest) == bundle


def test_files_that_are_missing(site: Site) -> None:
    site.write({"small_bundle/forms.toml": None, "small_bundle/bundle.toml": None})
    assert faults() == [Problem("setup.no_file", "bundle.toml"), Problem("setup.no_file", "forms.toml")]

    site.bundle(main=BUNDLE.replace('["core"]', '["core", "own.toml"]'))
    assert faults() == [Problem("setup.no_file", "own.toml")]


def test_a_document_is_there_in_every_language(site: Site) -> None:
    site.bundle(main=BUNDLE.replace('["en"]', '["en", "fr", "de"]'))

    assert faults() == [
        Problem("setup.no_file", "texts/fr/code.md"),
        Problem("setup.no_file", "texts/de/code.md"),
    ]


def test_a_missing_text_hides_no_other_fault(site: Site) -> None:
    site.bundle(main=BUNDLE.replace('["en"]', '["en", "fr"]').replace("Europe/Zurich", "Europe/Bern"))

    assert faults() == [
        Problem("setup.no_file", "texts/fr/code.md"),
        Problem("setup.time_zone", "programme.time_zone"),
    ]


def test_a_package_that_is_not_there() -> None:
    missing = Problem("setup.no_package", "", {"name": "small_nothing"})

    assert faults("small_nothing") == [missing, missing]


def test_a_file_that_is_not_utf_8(site: Site) -> None:
    files: dict[str, Any] = {"small_bundle/bundle.toml": "# prêt".encode("latin-1")}
    site.bundle(**files)

    assert faults() == [Problem("setup.not_utf8", "bundle.toml")]


def test_a_byte_order_mark_is_no_fault(site: Site) -> None:
    site.bundle(main="\ufeff" + BUNDLE.lstrip())

    assert load_bundle("small_bundle").programme.id == "small"


def test_a_file_that_is_not_toml_is_named_with_the_line(site: Site) -> None:
    site.bundle(main=BUNDLE.replace('version = "1"', "version = 1.2.3", 1), forms=FORMS + "\n[[")

    (main, forms) = faults()
    assert (main.code, main.where, main.params) == (
        "setup.not_toml",
        "bundle.toml",
        {"place": "at line 5, column 14"},
    )
    assert (forms.code, forms.where) == ("setup.not_toml", "forms.toml")


def test_every_fault_of_every_file_is_told(site: Site) -> None:
    main = BUNDLE.replace('handler_role = "coordinator"\n', "").replace("[[channels]]", "[[chanels]]")
    site.bundle(main=main, forms=FORMS.replace("required = true", 'required = "yes"'))

    assert faults() == [
        Problem("setup.missing_key", "bundle.toml: programme.handler_role"),
        Problem("setup.missing_key", "bundle.toml: channels"),
        Problem("setup.unknown_key", "bundle.toml", {"key": "chanels"}),
        Problem("setup.wrong_type", "forms.toml: questions[0].required", {"expected": "true or false"}),
    ]


def test_a_bundle_for_another_hook_interface_is_told_so_alone(site: Site) -> None:
    site.bundle(main=BUNDLE.replace("hook_api = 1", "hook_api = 2").replace("Europe/Zurich", "Europe/Bern"))

    params = {"found": 2, "expected": 1}
    assert faults() == [Problem("setup.bundle_api", "bundle.toml: programme.hook_api", params)]


def test_registers_of_the_bundle_come_beside_the_cores(site: Site) -> None:
    own = """
        programme = "small"

        [[clause]]
        id = "S-1"
        where = "here"
        kind = "guidance"
        hook = "intake"
        requires = "Be kind."
        check = "Ask."
    """
    site.bundle(main=BUNDLE.replace('["core"]', '["own.toml", "core"]'), **{"small_bundle/own.toml": own})
    assert [clause.id for clause in load_bundle("small_bundle").clauses][:2] == ["S-1", "CORE-1"]

    site.write({"small_bundle/own.toml": own.replace("guidance", "wish")})
    (problem,) = faults()
    assert (problem.code, problem.where) == ("setup.wrong_type", "own.toml: clause[0].kind")


def test_a_changed_file_is_noticed_and_an_unchanged_bundle_recalled(site: Site, tmp_path: Any) -> None:
    database, keys = tmp_path / "a.db", tmp_path / "k.db"
    made, _ = Programme.create("small", database, keys, first_staff="Anne")
    made.close()
    with Programme.open("small", database, keys) as programme:
        assert programme.adopted
        with programme.context.store.read() as tx:
            kept = meta.adopted(tx)
        assert kept is not None
        assert programme.context.opening == kept.snapshot  # recalled, not read anew

    site.bundle(**{"small_bundle/texts/en/code.md": "# Code\n\nBe kinder.\n"})
    with Programme.open("small", database, keys) as programme:
        assert not programme.adopted
