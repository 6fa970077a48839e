"""The facet `agreement`: how the two of a match work together, in versions, settled once both accepted the same one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from mentorcore.desk.facet import PARTY, Facet, the_match
from mentorcore.desk.pair_words import held_words, open_words, seal_words
from mentorcore.domain.commands.working_agreement import AcceptAgreement, ProposeAgreement, ShowAgreement
from mentorcore.domain.forms import LATER, Form
from mentorcore.domain.matches import MENTEE, Match, MatchState
from mentorcore.domain.people import Answer
from mentorcore.domain.secret import secret
from mentorcore.domain.working_agreement import AgreementVersion
from mentorcore.engine.form_answers import clean_form, form_for
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import matches, working_agreements

CONTENT = "agreement"


@frozen
class AgreementFile:
    """The working agreement of a pair.

    Args:
        match: public id of the match.
        versions: every version, oldest first.
        in_force: the version that both accepted last, or None.
        answers: what it says: question to answer; for the two alone.
        proposed: what a newer version says that waits for one of the two; for the two alone.
    """

    match: str
    versions: tuple[AgreementVersion, ...]
    in_force: int | None
    answers: Mapping[str, Any] = field(factory=dict, converter=secret, repr=False)
    proposed: Mapping[str, Any] = field(factory=dict, converter=secret, repr=False)


class WorkingAgreement(Facet):
    """The working agreement."""

    @action("agreement.propose", subject="match", purpose="support", grants=PARTY)
    def propose(self, work: Work, command: ProposeAgreement) -> AgreementVersion:
        """Propose how to work together, and accept it oneself; it holds once the other accepts it, too."""
        match = the_match(work, command.match)
        form = _form(work)
        _check_open(work, match)
        versions = working_agreements.agreements_of(work.tx, match.id)
        raw = {**_settled_answers(work, match, versions), **command.answers}
        filled = clean_form(work.bundle, form, raw, day=work.today)
        side = str(match.side(work.party))
        version = AgreementVersion(
            match=match.id,
            version=len(versions) + 1,
            form=filled.form,
            form_version=filled.version,
            proposed_by=side,
            proposed_on=work.day,
            confidentiality=_level(work, form, filled.answers),
            later=filled.put_off,
        )
        version = _accepted(version, side, work)
        working_agreements.add_agreement(work.tx, version)
        seal_words(work, match, agreement_tier(version.version), dict(filled.answers))
        work.event("agreement.proposed", match.id, version=version.version, by=side)
        work.event("agreement.accepted", match.id, version=version.version, by=side)
        return version

    @action("agreement.accept", subject="match", purpose="support", grants=PARTY)
    def accept(self, work: Work, command: AcceptAgreement) -> AgreementVersion:
        """Accept the version that the other proposed last; with that it is settled."""
        match = the_match(work, command.match)
        form = _form(work)
        _check_open(work, match)
        versions = working_agreements.agreements_of(work.tx, match.id)
        if not versions or not 1 <= command.version <= len(versions):
            raise work.refuse("agreement.unknown_version", id=match.id)
        newest, side = versions[-1], str(match.side(work.party))
        if newest.version != command.version:
            raise work.refuse("agreement.superseded", id=match.id, version=newest.version)
        if newest.accepted_on(side) is not None:
            raise work.refuse("agreement.accepted_already", id=match.id)
        settled = evolve(_accepted(newest, side, work), settled_on=work.day)
        working_agreements.save_agreement(work.tx, settled)
        matches.save_match(work.tx, evolve(match, confidentiality=settled.confidentiality))
        work.event("agreement.accepted", match.id, version=settled.version, by=side)
        work.event(
            "agreement.settled",
            match.id,
            version=settled.version,
            confidentiality=settled.confidentiality,
            later=" ".join(settled.later),
            **_frequency(work, form, held_words(work, match, agreement_tier(settled.version))),
        )
        return settled

    @view("agreement.show", subject="match", purpose="support", grants=("any", "party", "on-behalf"))
    def show(self, work: Work, command: ShowAgreement) -> AgreementFile:
        """Show the versions of the working agreement; what it says is shown to the two alone."""
        match = the_match(work, command.match)
        versions = working_agreements.agreements_of(work.tx, match.id)
        settled = [version.version for version in versions if version.settled]
        in_force = settled[-1] if settled else None
        waiting = versions[-1].version if versions and not versions[-1].settled else None
        tiers = {number: agreement_tier(number) for number in (in_force, waiting) if number is not None}
        found = open_words(work, match, CONTENT, *tiers.values()) if tiers else {}
        return AgreementFile(
            match.id,
            versions,
            in_force,
            found.get(tiers.get(in_force or 0, ""), {}),
            found.get(tiers.get(waiting or 0, ""), {}),
        )


def agreement_tier(version: int) -> str:
    """Where a version is sealed in the dossier of its match."""
    return f"agreement:{version}"


def _form(work: Work) -> Form:
    form = form_for(work.bundle, "agreement")
    if form is None:
        raise work.refuse("agreement.no_form")
    return form


def _check_open(work: Work, match: Match) -> None:
    if match.state is not MatchState.ACTIVE:
        raise work.refuse("agreement.not_now", id=match.id)


def _settled_answers(work: Work, match: Match, versions: tuple[AgreementVersion, ...]) -> dict[str, Answer]:
    """What both accepted last, so that a point left for later can be answered by itself."""
    settled = [version.version for version in versions if version.settled]
    return held_words(work, match, agreement_tier(settled[-1])) if settled else {}


def _accepted(version: AgreementVersion, side: str, work: Work) -> AgreementVersion:
    if side == MENTEE:
        return evolve(version, mentee_accepted_on=work.day)
    return evolve(version, mentor_accepted_on=work.day)


def _frequency(work: Work, form: Form, answers: Mapping[str, Answer]) -> dict[str, int]:
    """How many sessions, and minutes in all, the two want in each period; rhythms of the programme can follow it."""
    asked = ((means, work.bundle.meaning(means)) for means in ("sessions", "minutes"))
    known = {
        means: answers.get(question.id) for means, question in asked if question and form.id in question.forms
    }
    return {means: number for means, number in known.items() if type(number) is int}


def _level(work: Work, form: Form, answers: Mapping[str, Answer]) -> str:
    """The level of confidentiality that a version chooses; empty where it chooses none, or puts it off."""
    question = work.bundle.meaning("confidentiality")
    if question is None or form.id not in question.forms:
        return ""
    level = answers.get(question.id)
    return level if isinstance(level, str) and level != LATER else ""
