"""What may be read: a grant opens, any objection shuts, a fault shuts, and every reading is remembered first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pytest
from attrs import evolve
from tests.engine.test_access_matrix import MATRIX
from tests.support.policies import policy, raising
from tests.support.state import audit_of
from tests.support.town import Town
from tests.support.verbs import VERBS, call, command_for

from mentorcore import Programme, Refused
from mentorcore.domain.bundle import Grant
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import ShowSafety
from mentorcore.domain.commands.messages import NextMessage
from mentorcore.domain.commands.participants import Disclose, ExportPerson, Find, ShowParticipant
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import Incident
from mentorcore.domain.messages import MessageText
from mentorcore.engine.authority import Actor, grants_for, opens
from mentorcore.engine.disclosure import Access, Reader
from mentorcore.hooks import hookimpl
from mentorcore.hooks.confidentiality import DisclosureRequest, may_disclose
from mentorcore.storage import audit
from mentorcore.storage.sealing import pseudonym


def access(town: Town, role: str, relation: str, purpose: str, verb: str = "participants.show") -> Access:
    """What somebody of one role has towards a subject."""
    context = town.trial.programme.context
    kind = next(found.kind for found in context.bundle.roles if found.id == role)
    actor = Actor("P-1", (role,), kind == "staff")
    held = grants_for(context.grants, actor, frozenset({relation}), purpose)
    reader = Reader(
        verb, actor, purpose, held, relation, town.trial.today, frozenset({"P-1"}), grounds=context.grounds
    )
    return Access(context.hooks, reader)


@pytest.mark.parametrize("purpose", ["vetting", "matching", "support", "protection"])
def test_a_card_shows_what_stands_in_the_matrix(lasting: Town, purpose: str) -> None:
    card = lasting.trial.desk(purpose=purpose).participants.show(ShowParticipant(person=lasting.mentee))

    tiers = {tier.id for tier in lasting.trial.bundle.tiers}
    opened = [name for name in MATRIX["vps"]["coordinator"]["somebody"][purpose].split() if name in tiers]
    assert sorted(card.tiers) == sorted(opened)
    assert sorted((*card.tiers, *card.closed)) == sorted(tier.id for tier in lasting.trial.bundle.tiers)
    assert (card.plan is not None) == ("safety" in opened)
    assert bool(card.called) == ("contact" in opened)


def test_grants_are_the_only_door(lasting: Town) -> None:
    """A grant of nothing but the verb opens no tier, and one of nothing but the tier opens no verb."""
    context = lasting.trial.programme.context
    verb = Grant("coordinator", "any", ("support",), ("participants.show",))
    tier = Grant("coordinator", "any", ("support",), (), ("contact",))

    def show(*grants: Grant) -> tuple[str, ...]:
        desk = Programme(evolve(context, grants=grants)).desk(lasting.trial.staff)
        return tuple(desk.participants.show(ShowParticipant(person=lasting.mentee)).tiers)

    assert show(verb) == ()
    assert show(verb, tier) == ("contact",)
    with pytest.raises(Refused) as caught:
        show(tier)
    assert [refusal.code for refusal in caught.value.refusals] == ["grant.none"]


@pytest.mark.parametrize(
    ("pattern", "verb", "opened"),
    [
        ("matches.*", "matches.accept", True),
        ("matches.accept", "matches.accept", True),
        ("matches.accept", "matches.acceptance", False),
        ("match.*", "matches.accept", False),
        ("*", "matches.accept", True),
        ("Matches.accept", "matches.accept", False),
    ],
)
def test_a_grant_names_a_verb_or_its_family(pattern: str, verb: str, opened: bool) -> None:
    assert opens(Grant("mentee", "any", ("support",), (pattern,)), verb) is opened


class Objecting:
    """Objects to one tier, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[DisclosureRequest] = []

    @hookimpl
    def may_disclose(self, request: DisclosureRequest) -> Refusal | None:
        self.asked.append(request)
        return Refusal("mine.says_no") if request.tier == "contact" else None


def test_one_objection_is_enough_and_is_asked_for_once(town: Town) -> None:
    objecting = Objecting()
    town.trial.add_policy(objecting, serves=("VPS-4",))

    card = town.trial.desk().participants.show(ShowParticipant(person=town.mentee))

    assert (tuple(card.tiers), card.called) == (("safety",), "")
    show = DisclosureRequest("participants.show", "safety", "support", ("coordinator",), "any")
    assert objecting.asked == [show, evolve(show, tier="contact"), evolve(show, tier="wishes")]
    with pytest.raises(Refused) as caught:
        town.trial.desk().messages.next(NextMessage())
    assert caught.value.refusals == (Refusal("mine.says_no", {}, "mine", ("VPS-4",)),)


@pytest.mark.parametrize("fault", [RuntimeError("Coralie"), SystemExit(0)], ids=repr)
def test_a_fault_shuts_every_tier(town: Town, fault: BaseException) -> None:
    town.trial.add_policy(raising(fault, may_disclose))

    assert town.trial.desk().participants.show(ShowParticipant(person=town.mentee)).tiers == {}
    with pytest.raises(Refused):
        town.trial.desk().safety.show(ShowSafety(person=town.mentee))


def test_a_permit_of_a_policy_opens_nothing(town: Town) -> None:
    town.trial.add_policy(policy(may_disclose=lambda self: None))
    card = town.trial.desk().participants.show(ShowParticipant(person=town.mentee))

    assert sorted(card.tiers) == ["contact", "safety"]


def newest(town: Town) -> dict[str, Any]:
    """The newest entry of the audit, with public ids for pseudonyms."""
    context = town.trial.programme.context
    known = (town.mentee, town.mentor, town.outsider, town.match, town.concern, town.trial.staff)
    names = {pseudonym(context.store.keys.pseudonym_key(), one): one for one in known}
    entry = audit_of(town.trial.programme)[-1]
    people = sorted(names.get(one, "?") for one in entry["subjects"].split())
    return {
        "verb": entry["verb"],
        "tiers": sorted(entry["tiers"].split()),
        "people": people,
        "was": entry["outcome"],
    }


READINGS: list[tuple[str, Callable[[Town], Any], Collection[str]]] = [
    (
        "participants.show",
        lambda town: town.trial.desk().participants.show(ShowParticipant(person=town.mentee)),
        ("safety", "contact"),
    ),
    ("safety.show", lambda town: town.trial.desk().safety.show(ShowSafety(person=town.mentee)), ("safety",)),
    (
        "privacy.export",
        lambda town: town.trial.desk(town.mentee).privacy.export(ExportPerson(person=town.mentee)),
        (
            *("safety", "contact", "identity", "wishes", "grounds", "avoid", "notes"),
            *("message-words", "shown-in-match", "record-words"),
        ),
    ),
    (
        "privacy.disclose",
        lambda town: town.trial.desk().privacy.disclose(
            Disclose(
                person=town.mentee,
                tier="identity",
                recipient="the court",
                legal_basis="article 1",
                risk="a threat",
            )
        ),
        ("identity",),
    ),
]


@pytest.mark.parametrize(("verb", "read", "tiers"), READINGS, ids=[verb for verb, _, _ in READINGS])
def test_a_reading_is_remembered_with_its_tiers(
    town: Town, verb: str, read: Callable[[Town], Any], tiers: Collection[str]
) -> None:
    read(town)

    assert newest(town) == {"verb": verb, "tiers": sorted(tiers), "people": [town.mentee], "was": "done"}


def test_a_reading_of_many_people_remembers_each(town: Town) -> None:
    called = {
        person: town.trial.desk().participants.show(ShowParticipant(person=person)).called
        for person in (town.mentee, town.mentor, town.outsider)
    }
    agenda = town.trial.desk().agenda.show(ShowAgenda())
    entry = newest(town)
    assert entry["tiers"] == ["contact"]
    assert entry["people"] == sorted(agenda.called)
    assert agenda.called == called

    found = town.trial.desk().participants.find(Find(words=called[town.mentee]))
    assert town.mentee in {card.person.id for card in found}
    assert newest(town)["people"] == sorted(card.person.id for card in found)


def test_a_message_remembers_both_of_the_introduction(town: Town) -> None:
    read = town.trial.desk().messages.next(NextMessage())
    while isinstance(read, MessageText) and read.message.template != "message.introduction":
        call(town.trial.programme, "messages.sent", town.trial.staff, _sent(read.message.id))
        read = town.trial.desk().messages.next(NextMessage())

    assert isinstance(read, MessageText)
    entry = newest(town)
    assert entry["people"] == sorted([town.mentee, town.mentor])
    assert entry["tiers"] == ["contact", "message-words", "safety", "shown-in-match"]


def _sent(message: str) -> Any:
    return command_for(VERBS["messages.sent"], {"G": message})


def test_a_refused_reading_is_remembered_with_what_was_asked_for(town: Town) -> None:
    grants = (Grant("coordinator", "any", ("matching",), ("safety.show", "messages.next")),)
    shut = Programme(evolve(town.trial.programme.context, grants=grants))

    with pytest.raises(Refused) as caught:
        shut.desk(town.trial.staff, purpose="matching").safety.show(ShowSafety(person=town.mentee))

    denial = Refusal("disclosure.no_grant", {"tier": "safety", "purpose": "matching"})
    assert caught.value.refusals == (denial,)
    assert newest(town) == {
        "verb": "safety.show",
        "tiers": ["safety"],
        "people": [town.mentee],
        "was": "refused",
    }
    assert audit_of(town.trial.programme)[-1]["codes"] == "disclosure.no_grant"


def test_nothing_is_handed_out_before_it_is_remembered(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(audit, "append", never)
    with pytest.raises(Incident, match="OSError"):
        town.trial.desk().safety.show(ShowSafety(person=town.mentee))


def test_a_tier_that_nobody_opened_stays_shut_though_the_person_is_there(lasting: Town) -> None:
    with pytest.raises(Refused) as caught:
        lasting.trial.desk(purpose="matching").privacy.disclose(
            Disclose(person=lasting.mentee, tier="contact", recipient="a friend")
        )
    assert [refusal.code for refusal in caught.value.refusals] == ["grant.none"]
