"""A programme in memory: people in two lines, a clock that stands still, and plain answers to any form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.participants import ListParticipants
from mentorcore.domain.decisions import Requirement
from mentorcore.domain.matches import MatchState
from mentorcore.domain.people import Candidate, RoleState
from mentorcore.hooks.kinds import hookimpl
from mentorcore.loading.bundle import load_bundle
from mentorcore.loading.plugins import programme_package, programmes
from mentorcore.testing import START, Trial, changed, plain_answers, staffed

Make = Callable[..., Trial]


def test_a_pair_takes_two_lines(programme_of: Make) -> None:
    trial = programme_of("vps")
    match = trial.introduced(trial.participant("mentee"), trial.participant("mentor"))

    assert (match.state, match.introduced_on) == (MatchState.ACTIVE, START.date())


def test_staff_are_as_many_as_asked_for(programme_of: Make) -> None:
    trial = programme_of("vps", coordinator=3, committee=2)

    assert (len(trial.staff_of("coordinator")), len(trial.staff_of("committee"))) == (3, 2)
    assert trial.staff in trial.staff_of("coordinator")
    with pytest.raises(InputFault):
        programme_of("vps", janitor=1)


def test_two_trials_know_nothing_of_each_other(programme_of: Make) -> None:
    one, other = programme_of("vps"), programme_of("vps")
    one.participant("mentee")

    assert other.desk().participants.list(ListParticipants()) == ()


def test_the_same_lines_make_the_same_ids(programme_of: Make) -> None:
    made = [programme_of("vps").participant("mentee") for _ in range(2)]

    assert made[0] == made[1]


@pytest.mark.parametrize("name", programmes())
def test_plain_answers_suit_every_registration_of_every_bundle(name: str) -> None:
    bundle = load_bundle(programme_package(name))
    with staffed(bundle) as trial:
        for form in (form for form in bundle.forms if form.use == "registration"):
            people = [trial.applicant(form.id) for _ in range(30)]
            assert len(set(people)) == 30
        found = trial.desk(purpose="vetting").participants.list(ListParticipants())
        assert {
            held.state for person in found for held in person.roles if held.state is not RoleState.ACTIVE
        } == {RoleState.APPLIED}


def test_plain_answers_say_nothing_about_what_happened() -> None:
    bundle = load_bundle("vps")
    answers = plain_answers(bundle, "mentee", 7)

    assert {"experience", "proceedings", "avoid"} & answers.keys() == set()
    assert answers["family_name"] == "Testlig"
    with pytest.raises(LookupError):
        plain_answers(bundle, "nobody", 1)


def test_changes_replace_and_take_away(programme_of: Make) -> None:
    trial = programme_of("vps")

    assert trial.answers("mentee", {"canton": "VD", "street": None})["canton"] == "VD"
    assert "street" not in trial.answers("mentee", {"street": None})


def test_who_still_lacks_something_is_not_admitted_silently(programme_of: Make) -> None:
    trial = programme_of("vps")
    with pytest.raises(LookupError, match=r"vetting\.incomplete"):
        trial.participant("mentee", town=None)


def test_the_clock_stands_still_until_it_is_moved(programme_of: Make) -> None:
    trial = programme_of("vps")
    assert trial.desk().agenda.show(ShowAgenda()).day == START.date()
    trial.clock.advance(3)
    assert trial.desk().agenda.show(ShowAgenda()).day == trial.today
    assert (trial.today - START.date()).days == 3


def test_one_more_policy_takes_part(programme_of: Make) -> None:
    class Nobody:
        """Lets nobody into the pool."""

        @hookimpl
        def requirements(self, candidate: Candidate) -> list[Requirement]:
            return [Requirement("mine.never", {"role": candidate.role})]

    trial = programme_of("vps")
    mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
    trial.add_policy(Nobody(), serves=("VPS-12",))

    with pytest.raises(Refused) as refused:
        trial.proposed(mentee, mentor)
    assert {(refusal.policy, refusal.clauses) for refusal in refused.value.refusals} == {
        ("mine", ("VPS-12",))
    }
    assert trial.pairs() == set()


def test_a_changed_bundle_has_a_digest_of_its_own() -> None:
    bundle = load_bundle("vps")
    other = changed(bundle, purposes=("laughter",))

    assert other.digest != bundle.digest
    assert changed(bundle, purposes=bundle.purposes).digest == bundle.digest
