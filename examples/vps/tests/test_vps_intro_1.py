"""Similar situations: who fits whom, who never meets, and who reads why."""

from __future__ import annotations

import pytest

from mentorcore import Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.concerns import SetAvoidList
from mentorcore.domain.commands.matches import (
    AcceptMatch,
    EndByProgramme,
    ExplainPair,
    IntroduceMatch,
    ProposeRound,
    ShowMatch,
)
from mentorcore.testing import Trial, held_in

# Similar situations


@pytest.mark.clause("VPS-INTRO-1")
def test_vps_intro_1_a_shared_experience_is_preferred(vps: Trial) -> None:
    mentee = vps.participant("mentee", experience="sexual")
    vps.participant("mentor", experience="economic")
    alike = vps.participant("mentor", experience="physical, sexual")

    assert vps.pairs() == {(mentee, alike)}


@pytest.mark.clause("VPS-INTRO-1")
def test_vps_intro_1_without_a_shared_experience_the_pair_is_possible(vps: Trial) -> None:
    mentee, mentor = (
        vps.participant("mentee", experience="sexual"),
        vps.participant("mentor", experience="economic"),
    )

    assert vps.pairs() == {(mentee, mentor)}


@pytest.mark.clause("VPS-INTRO-1")
@pytest.mark.parametrize("silent", ["mentee", "mentor"])
def test_vps_intro_1_where_one_side_has_not_answered_the_coordinator_decides(vps: Trial, silent: str) -> None:
    said = {"mentee": "physical", "mentor": "physical", silent: None}
    mentee, mentor = (vps.participant(role, experience=said[role]) for role in ("mentee", "mentor"))

    made = vps.desk().matches.propose(ProposeRound())
    assert made.proposed == ()
    assert {(left.person, left.code) for left in made.waiting} == {
        (mentee, "matching.needs_decision"),
        (mentor, "matching.needs_decision"),
    }
    assert vps.proposed(mentee, mentor).parties == (mentee, mentor)


@pytest.mark.clause("VPS-INTRO-1")
def test_vps_intro_1_the_list_may_stay_empty_and_takes_nothing_else(bundle: Bundle) -> None:
    asked = [question for question in bundle.questions if question.means == "grounds"]

    assert [(question.kind, question.required) for question in asked] == [("choices", False)]


@pytest.mark.clause("VPS-INTRO-1")
def test_vps_intro_1_two_people_harmed_by_the_same_are_never_proposed(vps: Trial) -> None:
    """They name the same outsider, one of them with capitals, accents and a date."""
    mentee = vps.participant("mentee", experience="physical", avoid="Yvan Tornarél (1979-06-14)")
    mentor = vps.participant("mentor", experience="physical", avoid="tornarel yvan")

    assert vps.pairs() == set()
    with pytest.raises(Refused) as refused:
        vps.proposed(mentee, mentor)
    assert [refusal.code for refusal in refused.value.refusals] == ["matching.kept_apart"]


@pytest.mark.clause("VPS-INTRO-1")
def test_vps_intro_1_who_turns_out_to_be_of_the_same_case_is_not_introduced(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.proposed(mentee, mentor)
    for party in match.parties:
        vps.accept(match, party)
        vps.desk(party).safety.avoid(SetAvoidList(person=party, names="Yvan Tornarel"))

    with pytest.raises(Refused) as refused:
        vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert [refusal.code for refusal in refused.value.refusals] == ["matching.kept_apart"]


@pytest.mark.clause("VPS-INTRO-1")
def test_vps_intro_1_the_stage_of_proceedings_is_not_scored(vps: Trial, bundle: Bundle) -> None:
    mentee = vps.participant("mentee", experience="physical", proceedings="opened-recently")
    others = [
        vps.participant("mentor", experience="physical", proceedings=stage)
        for stage in ("none", "opened-recently", None)
    ]
    explained = [vps.desk().matches.explain(ExplainPair(mentee=mentee, mentor=other)) for other in others]

    assert explained[0] == explained[1] == explained[2]
    assert "proceedings" not in held_in(explained)
    assert [question.trait for question in bundle.questions if question.id == "proceedings"] == [False]


@pytest.mark.clause("VPS-INTRO-1")
def test_vps_intro_1_the_explanation_names_what_is_shared(vps: Trial) -> None:
    mentee = vps.participant("mentee", experience="physical, harassment")
    mentor = vps.participant("mentor", experience="harassment, sexual")

    explained = vps.desk().matches.explain(ExplainPair(mentee=mentee, mentor=mentor))
    made = vps.desk().matches.propose(ProposeRound())
    for reasons in (explained, made.reasons[made.proposed[0].id]):
        (said,) = (reason for reason in reasons if reason.rule == "experience")
        assert (said.code, said.params["shared"]) == ("matching.shared", ("harassment",))
        assert "harassment" not in repr(reasons)


@pytest.mark.clause("VPS-INTRO-1")
def test_vps_intro_1_no_party_reads_the_explanation(vps: Trial, mentee: str, mentor: str) -> None:
    (match,) = vps.desk().matches.propose(ProposeRound()).proposed
    for party in match.parties:
        for desk in (
            vps.desk(party),
            vps.desk(party, purpose="matching"),
            vps.for_(party, purpose="matching"),
        ):
            with pytest.raises(Refused):
                desk.matches.explain(ExplainPair(mentee=mentee, mentor=mentor))
            with pytest.raises(Refused):
                desk.matches.propose(ProposeRound())
        shown = vps.desk(party).matches.show(ShowMatch(match=match.id))
        accepted = vps.accept(match, party)
        assert (shown.match.score, shown.match.round, accepted.score, accepted.round) == (0, "", 0, "")
        assert "physical" not in held_in((shown, accepted))
    assert "physical" not in held_in(vps.send_all())


@pytest.mark.clause("VPS-INTRO-1")
def test_vps_intro_1_a_pair_taken_back_tells_the_parties_no_reason(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.proposed(mentee, mentor)
    vps.desk().matches.end(EndByProgramme(match=match.id))

    with pytest.raises(Refused) as refused:
        vps.desk(mentee).matches.accept(
            AcceptMatch(match=match.id, shown_name="Lou", shown_channel="sms", confidential=True)
        )
    assert [(refusal.code, refusal.params) for refusal in refused.value.refusals] == [
        ("match.not_proposed", {"id": match.id})
    ]
