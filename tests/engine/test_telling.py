"""Telling: each policy hears everything once the action is stored, at least once, and nothing about concerns."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from tests.support.town import Town

from mentorcore import Refused, SetupFault, StoreError
from mentorcore.domain.commands.concerns import ActOnConcern, FlagDistress
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import ResumeMatch, SuspendMatch
from mentorcore.domain.concerns import ConcernAct
from mentorcore.domain.errors import Problem
from mentorcore.domain.events import Event
from mentorcore.engine import telling
from mentorcore.hooks import ALL, hookimpl
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.storage import events


class Feed:
    """Hears events, and fails at some types of them."""

    def __init__(self, *failing: str) -> None:
        self.heard: list[Event] = []
        self.failing = set(failing)

    @hookimpl
    def happened(self, event: Event) -> None:
        if event.type in self.failing:
            raise RuntimeError("Coralie")
        self.heard.append(event)

    @property
    def types(self) -> list[str]:
        """The types of what it heard."""
        return [event.type for event in self.heard]


def stored(town: Town) -> list[Event]:
    with town.trial.programme.context.store.read() as tx:
        return list(events.events_after(tx, 0, 10_000))


def test_a_new_policy_hears_what_happened_before_it(town: Town) -> None:
    feed = Feed()
    town.trial.add_policy(feed)

    town.trial.desk().matches.suspend(SuspendMatch(match=town.match))

    told = [event for event in stored(town) if not event.subject.startswith("C-")]
    assert feed.heard == told
    assert feed.types[-1] == "match.suspended"
    assert {event.number for event in feed.heard} != {0}


def test_that_a_concern_exists_is_told_to_nobody(town: Town) -> None:
    feed = Feed()
    town.trial.add_policy(feed)
    town.trial.desk().concerns.act(ActOnConcern(concern=town.concern, act=ConcernAct.NOTE))
    town.trial.desk().duties.plan(PlanDuties())

    assert [event for event in feed.heard if "concern" in event.type or town.concern in str(event)] == []


def test_one_that_fails_hears_the_same_again_and_keeps_nobody_else_waiting(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    failing, fine = Feed("match.suspended"), Feed()
    town.trial.add_policy(failing, id_="failing")
    town.trial.add_policy(fine, id_="fine")
    with caplog.at_level(logging.WARNING, "mentorcore"):
        town.trial.desk().matches.suspend(SuspendMatch(match=town.match))

    assert caplog.messages == [
        "policy.fault policy=failing hook=happened code=plugin.raised fault=RuntimeError",
        "tell.failed policy=failing code=plugin.raised fault=RuntimeError",
    ]
    assert (failing.types[-1] == "match.suspended", fine.types[-1]) == (False, "match.suspended")

    failing.failing.clear()
    heard = len(failing.heard)
    town.trial.desk().matches.resume(ResumeMatch(match=town.match))
    assert failing.types[heard:] == ["match.suspended", "match.resumed"]
    assert failing.heard == fine.heard


def test_a_refused_action_tells_nothing(town: Town) -> None:
    feed = Feed()
    town.trial.add_policy(feed)

    with pytest.raises(Refused):
        town.trial.desk().matches.resume(ResumeMatch(match=town.match))
    assert feed.heard == []


def test_many_events_are_told_in_parts(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "_BATCH", 3)
    feed = Feed()
    town.trial.add_policy(feed)

    telling.tell(town.trial.programme.context)
    telling.tell(town.trial.programme.context)

    assert feed.heard == [event for event in stored(town) if not event.subject.startswith("C-")]


def test_a_cursor_never_goes_back(town: Town) -> None:
    """Another thread was faster while this one was telling."""
    context = town.trial.programme.context

    class Slow(Feed):
        @hookimpl
        def happened(self, event: Event) -> None:
            self.heard.append(event)
            if len(self.heard) == 1:
                with context.store.write() as tx:
                    events.move_cursor(tx, "mine", 10_000)

    slow = Slow()
    town.trial.add_policy(slow)
    telling.tell(context)

    with context.store.read() as tx:
        assert events.cursor(tx, "mine") == 10_000


def test_what_was_stored_never_looks_as_if_it_had_failed(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(*_: Any) -> None:
        raise StoreError("store.busy")

    town.trial.add_policy(Feed(), id_="feed")
    monkeypatch.setattr(events, "move_cursor", busy)
    assert town.trial.desk().matches.suspend(SuspendMatch(match=town.match)).state == "suspended"
    assert caplog.messages == ["tell.failed policy=feed code=store.busy"]
    caplog.clear()

    def unbuildable() -> object:
        raise SetupFault([Problem("setup.missing_key", "policy feed settings: path")])

    context = town.trial.programme.context
    late = Named("late", (), unbuildable, frozenset({"happened"}))
    context.hooks = Hooks(ALL, (*context.hooks.policies, late))
    flag = FlagDistress(person=town.mentee)
    assert town.trial.desk(town.mentee).safety.distress(flag).record.kind == "distress"
    assert caplog.messages == ["tell.failed code=setup.missing_key"]


def test_ctrl_c_is_not_swallowed(town: Town) -> None:
    class Stopped(Feed):
        @hookimpl
        def happened(self, event: Event) -> None:
            super().happened(event)
            if len(self.heard) == 2:
                raise KeyboardInterrupt

    stopped = Stopped()
    town.trial.add_policy(stopped)
    with pytest.raises(KeyboardInterrupt):
        telling.tell(town.trial.programme.context)
    telling.tell(town.trial.programme.context)

    told = [event for event in stored(town) if not event.subject.startswith("C-")]
    assert stopped.heard == [told[0], *told[1:2], *told[1:]]  # the one that was interrupted comes again
