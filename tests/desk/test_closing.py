"""How matches end: each end by its own name, the team told at once of an early one, and nobody held by anything."""

from __future__ import annotations

import pytest
from tests.support.closings import CANARY, Two
from tests.support.policies import raising
from tests.support.together import codes

from mentorcore import InputFault, Refused
from mentorcore.domain.closing import ReflectionHow
from mentorcore.domain.commands.closing import NoteReferral, Reflect
from mentorcore.domain.commands.concerns import BlockPerson, RaiseConcern
from mentorcore.domain.commands.matches import CloseMatch, DeclineMatch, EndByProgramme, ShowMatch
from mentorcore.domain.commands.participants import ErasePerson, ExportPerson
from mentorcore.domain.commands.privacy import RunRetention
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.matches import BY_A_PARTY, EndKind, MatchState
from mentorcore.domain.records import TalkedOver


@pytest.mark.parametrize("end", BY_A_PARTY)
@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_either_ends_it_by_its_own_name(two: Two, end: EndKind, side: str) -> None:
    ended = two.close(end, side=side)

    assert (ended.state, ended.end, ended.end is EndKind.LEFT) == (MatchState.ENDED, end, end.early)


@pytest.mark.parametrize("end", sorted(set(EndKind) - set(BY_A_PARTY)))
def test_a_party_does_not_end_it_for_the_programme(two: Two, end: EndKind) -> None:
    with pytest.raises(InputFault) as caught:
        two.close(end)

    assert [(p.code, p.where) for p in caught.value.problems] == [("choice.unknown", "as")]
    assert two.now().state is MatchState.ACTIVE


def test_the_team_knows_at_once_of_an_early_end_and_of_no_other(two: Two) -> None:
    two.close(EndKind.LEFT)

    (told,) = two.duties("early-end")
    assert (told.policy, told.owner, told.due_on) == ("core", "coordinator", two.trial.today)
    assert (told.params, told.remedy, told.clauses) == (
        {"match": two.match},
        f"matches show {two.match}",
        ("CORE-10",),
    )


@pytest.mark.parametrize("end", [end for end in BY_A_PARTY if not end.early])
def test_no_other_end_counts_as_leaving_early(two: Two, end: EndKind) -> None:
    two.close(end)

    assert two.duties("early-end") == []


@pytest.mark.parametrize("fault", [RuntimeError(CANARY), SystemExit(1)], ids=repr)
def test_the_team_knows_though_a_plugin_fails(two: Two, fault: BaseException) -> None:
    two.trial.add_policy(raising(fault), id_="worst")

    two.close()

    assert [duty.state for duty in two.duties("early-end")] == ["open"]


def test_who_erases_their_data_left_early_too_and_who_declines_did_not(two: Two) -> None:
    other = two.trial.participant("mentee")
    proposal = two.trial.proposed(other, two.mentor)
    two.trial.desk(other).matches.decline(DeclineMatch(match=proposal.id))
    two.desk("mentee").privacy.erase(ErasePerson(person=two.mentee))

    assert [
        len(Two(two.trial, other, two.mentor, m).duties("early-end")) for m in (proposal.id, two.match)
    ] == [
        0,
        1,
    ]


def test_indicators_count_early_ends_apart(two: Two) -> None:
    two.close(EndKind.INDEPENDENT)
    for _ in range(3):
        mentee = two.trial.participant("mentee")
        match = two.trial.introduced(mentee, two.mentor)
        two.trial.desk(mentee).matches.close(CloseMatch(match=match.id))

    shown = {i.code: i.value for i in two.trial.desk(purpose="reporting").programme.show(ShowProgramme())}
    assert (shown["indicator.ended"], shown["indicator.early"]) == (5, 5)  # four and three, rounded


@pytest.mark.parametrize(
    ("end", "template"),
    [
        (EndKind.INDEPENDENT, "message.closure.independent"),
        (EndKind.PLANNED, "message.closure.completed"),
        (EndKind.PURPOSE_ACHIEVED, "message.closure.completed"),
    ],
)
def test_nobody_is_asked_to_leave_it_at_that_where_it_went_well(
    two: Two, end: EndKind, template: str
) -> None:
    two.close(end, told_by="staff")

    assert [m.template for side in ("mentee", "mentor") for m in two.letters(side)] == [template, template]


# Looking back


def offered(two: Two) -> list[bool]:
    return [
        "looking-back@1" in letter.documents for side in ("mentee", "mentor") for letter in two.letters(side)
    ]


@pytest.mark.parametrize("end", BY_A_PARTY)
@pytest.mark.parametrize("told_by", ["self", "staff"])
def test_looking_back_is_offered_to_each(two: Two, end: EndKind, told_by: str) -> None:
    two.close(end, told_by=told_by)

    assert offered(two) == [True, True]


def test_nothing_is_offered_where_it_was_not_wished_or_the_programme_ended_it(two: Two) -> None:
    two.close(no_reflection=True)

    assert offered(two) == [False, False]
    again = two.trial.introduced(two.trial.participant("mentee"), two.trial.participant("mentor"))
    third = Two(two.trial, again.mentee, again.mentor, again.id)
    two.trial.desk(purpose="protection").matches.end(EndByProgramme(match=again.id))
    assert offered(third) == [False, False]


def concern(two: Two, side: str = "mentee", **values: object) -> None:
    other = two.mentor if side == "mentee" else two.mentee
    given = {"wish": ConcernWish.LISTEN_ONLY, "about": (other,), "match": two.match} | values
    two.desk(side).concerns.raise_(RaiseConcern(**given))  # type: ignore[arg-type]  # as the fields want them


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_after_a_concern_nothing_is_offered_and_it_looks_like_any_end_without_offer(
    two: Two, side: str
) -> None:
    twin = Two(two.trial, *_new_pair(two))
    concern(two)

    two.close(side=side)
    twin.close(side=side, no_reflection=True)

    assert offered(two) == offered(twin) == [False, False]
    for party in ("mentee", "mentor"):
        assert [(m.template, m.documents, m.due_on) for m in two.letters(party)] == [
            (m.template, m.documents, m.due_on) for m in twin.letters(party)
        ]
    kinds = [(event.type, {**event.data, "left_by": ""}) for event in two.events()]
    assert kinds == [(event.type, {**event.data, "left_by": ""}) for event in twin.events()]
    shown = [t.desk("mentor").matches.show(ShowMatch(match=t.match)) for t in (two, twin)]
    assert [(f.events, f.records, f.reflections) for f in shown] == [((), (), shown[0].reflections)] * 2
    assert shown[0].reflections.took_place is False


def test_a_harmless_issue_takes_no_offer_away_and_a_block_does(two: Two) -> None:
    concern(two, kind=ConcernKind.ISSUE, about=(), talked_over=TalkedOver.NOT_YET)
    two.close()
    assert offered(two) == [True, True]

    twin = Two(two.trial, *_new_pair(two))
    twin.desk("mentee").safety.block(BlockPerson(person=twin.mentee, other=twin.mentor))
    assert (twin.now().state, offered(twin)) == (MatchState.ENDED, [False, False])


def _new_pair(two: Two) -> tuple[str, str, str]:
    mentee, mentor = two.trial.participant("mentee"), two.trial.participant("mentor")
    return mentee, mentor, two.trial.introduced(mentee, mentor).id


def test_each_looks_back_in_their_own_dossier_alone(two: Two) -> None:
    two.close()
    mentee, mentor = two.desk("mentee"), two.desk("mentor")
    noted = mentee.matches.reflect(Reflect(match=two.match, way="together", words=f"{CANARY} helped."))  # type: ignore[arg-type]  # the converter takes texts
    mentor.matches.reflect(Reflect(match=two.match, way=ReflectionHow.DECLINED))

    assert (noted.side, noted.how, noted.on) == ("mentee", ReflectionHow.TOGETHER, two.trial.today)
    assert two.said("reflection") == [
        ("reflection.noted", {"how": "together", "by": "mentee"}),
        ("reflection.noted", {"how": "declined", "by": "mentor"}),
    ]
    mine = mentee.matches.show(ShowMatch(match=two.match)).reflections
    theirs = mentor.matches.show(ShowMatch(match=two.match)).reflections
    staffs = two.desk().matches.show(ShowMatch(match=two.match)).reflections
    assert [w["words"] for w in mine.words.values()] == [f"{CANARY} helped."]
    assert (theirs.words, theirs.took_place, [r.side for r in theirs.noted]) == ({}, False, ["mentor"])
    assert (staffs.words, staffs.took_place, [r.side for r in staffs.noted]) == (
        {},
        True,
        ["mentee", "mentor"],
    )
    own = two.trial.desk(two.mentee, purpose="subject-access").privacy.export(ExportPerson(person=two.mentee))
    assert own.words[f"reflection:{two.match}"]["words"] == f"{CANARY} helped."


def test_a_later_word_keeps_the_earlier_one_beside_it(two: Two) -> None:
    for words in ("First.", "Second."):
        two.desk("mentee").matches.reflect(
            Reflect(match=two.match, way=ReflectionHow.SEPARATELY, words=words)
        )

    shown = two.desk("mentee").matches.show(ShowMatch(match=two.match)).reflections
    assert shown.words["mentee"]["words"] == "Second."
    own = two.trial.desk(two.mentee, purpose="subject-access").privacy.export(ExportPerson(person=two.mentee))
    assert [old["words"] for old in own.words[f"reflection:{two.match}"]["earlier"]] == ["First."]


def test_staff_note_a_closing_discussion_for_a_party(two: Two) -> None:
    two.close()
    desk = two.trial.for_(two.mentor)

    assert desk.matches.reflect(Reflect(match=two.match, way=ReflectionHow.TOGETHER)).side == "mentor"
    assert two.desk().matches.show(ShowMatch(match=two.match)).reflections.took_place


def test_whoever_would_rather_not_leaves_no_words_and_who_never_met_nothing(two: Two) -> None:
    with pytest.raises(InputFault) as words:
        two.desk("mentee").matches.reflect(Reflect(two.match, ReflectionHow.DECLINED, words="But still."))
    with pytest.raises(InputFault) as form:
        two.desk("mentee").matches.reflect(Reflect(two.match, ReflectionHow.TOGETHER, {"learned": "x"}))
    proposal = two.trial.proposed(two.trial.participant("mentee"), two.mentor)
    with pytest.raises(Refused) as never:
        two.desk("mentor").matches.reflect(Reflect(proposal.id, ReflectionHow.DECLINED))

    assert [p.code for caught in (words, form) for p in caught.value.problems] == [
        "reflection.declined",
        "reflection.no_form",
    ]
    assert codes(never) == ["match.never_introduced"]


# Referrals


def test_a_referral_shows_in_the_history_of_the_match(two: Two) -> None:
    words = {"to": f"{CANARY} & Co", "why": "taxes"}
    noted = two.desk("mentor").referrals.note(NoteReferral(match=two.match, **words))
    by_staff = two.desk().referrals.note(NoteReferral(match=two.match, to="The office"))

    assert two.said("referral") == [
        ("referral.noted", {"referral": noted.id}),
        ("referral.noted", {"referral": by_staff.id}),
    ]
    for side in ("mentee", "mentor", ""):
        shown = two.desk(side).matches.show(ShowMatch(match=two.match)).referrals
        assert [(r.id, r.to, r.why) for r in shown] == [
            (noted.id, f"{CANARY} & Co", "taxes"),
            (by_staff.id, "The office", ""),
        ]
    assert CANARY not in repr(shown)


def test_a_mentee_sends_nobody_on_and_nothing_is_noted_after_the_end(two: Two) -> None:
    with pytest.raises(Refused) as mentee:
        two.desk("mentee").referrals.note(NoteReferral(match=two.match, to="x"))
    two.close()
    with pytest.raises(Refused) as over:
        two.desk("mentor").referrals.note(NoteReferral(match=two.match, to="x"))

    assert (codes(mentee), codes(over)) == (["referral.mentor"], ["match.not_active"])


def test_words_of_an_end_go_when_their_time_has_come(two: Two) -> None:
    two.desk("mentor").referrals.note(NoteReferral(match=two.match, to="x"))
    two.desk("mentee").matches.reflect(Reflect(two.match, ReflectionHow.SEPARATELY, words="x"))
    two.close()
    two.trial.clock.advance(200)

    gone = two.trial.desk(purpose="administration").retention.run(RunRetention())

    assert [(line.kind, line.ids) for line in gone.gone] == [("closing-words", (two.match,))]
    shown = two.desk("mentee").matches.show(ShowMatch(match=two.match))
    assert (shown.reflections.words, [r.to for r in shown.referrals]) == ({}, [""])
