"""Pages about drafts: who would be proposed to whom, who waits and why, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mentorcore.cli.render.matches import fallen, groups, proposed, waiting
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.draft_comparing import Comparison, Person
from mentorcore.desk.drafts import DraftFile
from mentorcore.domain.drafts import Draft, DraftPair, DraftState
from mentorcore.domain.secret import revealed
from mentorcore.engine.groups import GroupFigure

_PAIR_HEADS = ("head.mentee", "head.mentor", "head.points", "head.parts", "head.decided")


def _points(score: int) -> str:
    return f"{score / 100:.0f}"


def _weights(weights: Mapping[str, int]) -> str:
    return ", ".join(f"{rule}={weight}" for rule, weight in sorted(weights.items()))


def _file(page: Page, file: DraftFile) -> None:
    draft = file.draft
    page.say(
        "page.draft",
        id=draft.id,
        version=draft.version,
        matched=len(file.pairs),
        mentees=draft.mentees,
        mentors=draft.mentors,
        points=_points(draft.score),
    )
    if draft.state is DraftState.RELEASED:
        page.say("page.draft_released", round=draft.round)
    else:
        page.say("page.draft_untold")
    if draft.weights:
        page.say("page.draft_weights", weights=_weights(draft.weights))
    if file.other_bundle:
        page.say("page.draft_other_bundle")
    elif file.older:
        page.say("page.draft_older")
    _held(page, file)
    groups(page, file.groups)
    if draft.state is DraftState.OPEN:
        page.blank()
        page.then(f"drafts lock {draft.id} MENTEE MENTOR", f"drafts release {draft.id}")


def _held(page: Page, file: DraftFile) -> None:
    if file.pairs:
        page.title("title.pairs")
        page.table([_pair(page, pair) for pair in file.pairs], _PAIR_HEADS)
    if file.fallen:
        page.title("title.locks_fallen")
        fallen(page, file.fallen)
    if file.rejected:
        page.title("title.rejected")
        lines = [
            Line((found.mentee, found.mentor, page.day(found.on), found.by, revealed(found.reason)))
            for found in file.rejected
        ]
        page.table(lines, ("head.mentee", "head.mentor", "head.day", "head.by", "head.why"))
    waiting(page, file.waiting)


def _pair(page: Page, pair: DraftPair) -> Line:
    parts = ", ".join(f"{rule} {_points(points)}" for rule, points in pair.parts.items())
    return Line(
        (
            pair.mentee,
            pair.mentor,
            _points(pair.score),
            parts,
            page.text("word.locked") if pair.locked else "",
        )
    )


def _list(page: Page, found: tuple[Draft, ...]) -> None:
    if not found:
        page.say("page.no_draft")
        return
    lines = [
        Line(
            (
                draft.id,
                page.day(draft.made_on),
                draft.made_by,
                page.label("draft_state", draft.state.value),
                str(draft.matched),
                str(draft.waiting),
                _points(draft.score),
                _weights(draft.weights),
            )
        )
        for draft in found
    ]
    heads = ("id", "day", "by", "state", "matched", "waiting", "points", "weights")
    page.table(lines, [f"head.{name}" for name in heads])


def _compare(page: Page, found: Comparison) -> None:
    first, second = found.first, found.second
    rows = (
        ("head.matched", str(first.matched), str(second.matched)),
        ("head.waiting", str(first.waiting), str(second.waiting)),
        ("head.points", _points(first.score), _points(second.score)),
        ("head.weights", _weights(first.weights), _weights(second.weights)),
        ("head.pairs_kept", str(len(found.kept)), str(len(found.kept))),
    )
    lines = [Line((page.text(head), one, other)) for head, one, other in rows]
    page.table([Line(("", first.id, second.id)), *lines])
    for title, pairs in (("title.gained", found.gained), ("title.lost", found.lost)):
        if pairs:
            page.title(title)
            page.table([_pair(page, pair) for pair in pairs], _PAIR_HEADS)
    for title, people in (
        ("title.newly_matched", found.newly_matched),
        ("title.newly_waiting", found.newly_waiting),
    ):
        if people:
            page.title(title)
            page.table([_person(page, person) for person in people])
    _two_groups(page, found.first_groups, found.second_groups)


def _person(page: Page, found: Person) -> Line:
    return Line((found.person, page.text(f"head.{found.side}")))


def _two_groups(page: Page, first: Iterable[GroupFigure], second: Iterable[GroupFigure]) -> None:
    for figures, code in ((tuple(first), "title.groups_first"), (tuple(second), "title.groups_second")):
        groups(page, figures, title=code)


def _discarded(page: Page, draft: Draft) -> None:
    page.say("page.draft_discarded", id=draft.id)


SHAPES = {
    "drafts.propose": ("", _file),
    "drafts.list": ("drafts", _list),
    "drafts.show": ("", _file),
    "drafts.lock": ("", _file),
    "drafts.unlock": ("", _file),
    "drafts.reject": ("", _file),
    "drafts.compare": ("", _compare),
    "drafts.release": ("", proposed),
    "drafts.discard": ("draft", _discarded),
}
