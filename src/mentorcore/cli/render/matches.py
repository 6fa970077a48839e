"""Pages about matches: rounds with their reasons, single matches with their history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.cli.render.referrals import referrals
from mentorcore.desk.agreements import Copy
from mentorcore.desk.matches import MatchFile
from mentorcore.desk.reflections import Reflections
from mentorcore.desk.reopening import Reopening
from mentorcore.desk.rounds import Fallen, RoundReport
from mentorcore.desk.wishes import Wishes
from mentorcore.domain.closing import Reflected
from mentorcore.domain.matches import Match
from mentorcore.domain.records import Record
from mentorcore.engine.groups import GroupFigure
from mentorcore.hooks.matching import PairReason, Unmatched


def proposed(page: Page, report: RoundReport) -> None:
    """A round: what was proposed, what fell out of its draft, who waits, and how groups fare."""
    page.say(
        "page.round",
        id=report.id,
        proposed=len(report.proposed),
        mentees=report.mentees,
        mentors=report.mentors,
    )
    if report.proposed:
        page.title("title.proposed")
        lines = [Line((m.id, m.mentee, m.mentor, f"{m.score / 100:.0f}")) for m in report.proposed]
        page.table(lines, ("head.match", "head.mentee", "head.mentor", "head.points"))
        page.then("messages next", "matches explain MENTEE MENTOR")
    if report.fallen:
        page.title("title.fallen")
        fallen(page, report.fallen)
    waiting(page, report.waiting)
    groups(page, report.groups)
    if report.advice:
        page.write(page.reason(report.advice))


def fallen(page: Page, found: Iterable[Fallen]) -> None:
    """Pairs that cannot be made any more, and why."""
    lines = [
        Line((pair.mentee, pair.mentor, "; ".join(page.reason(reason) for reason in pair.reasons)))
        for pair in found
    ]
    page.table(lines, ("head.mentee", "head.mentor", "head.why"))


def waiting(page: Page, found: Sequence[Unmatched]) -> None:
    """Who got no proposal, and what holds them back: what is said of many is said once."""
    if not found:
        return
    page.title("title.waiting")
    for number, code in enumerate(dict.fromkeys(one.code for one in found)):
        if number:
            page.blank()
        page.write(page.text(code))
        page.table([_waiting(page, one) for one in found if one.code == code])


def groups(page: Page, found: Sequence[GroupFigure], *, title: str = "title.groups") -> None:
    """How groups fare; where too few answered, it says so instead."""
    if not found:
        return
    page.title(title, trait=page.label("trait", found[0].trait))
    lines = [
        Line(
            (
                page.text(f"head.{one.side}"),
                page.text(f"head.{one.fares}"),
                _option(page, one),
                _figure(page, one),
            )
        )
        for one in found
        if one.hidden or one.count or not one.option
    ]
    page.table(lines)


def _option(page: Page, found: GroupFigure) -> str:
    if not found.option:
        return page.text("word.together")
    return common.answer(page, found.trait, found.option)


def _figure(page: Page, found: GroupFigure) -> str:
    if found.hidden:
        return page.text("word.too_few")
    return f"≈ {found.count}" if found.approximate else str(found.count)


def _waiting(page: Page, found: Unmatched) -> Line:
    hints = []
    if found.blocked_by:
        rules = ", ".join(f"{rule} ({count})" for rule, count in found.blocked_by.items())
        hints.append(f"{page.text('word.ruled_out_by')} {rules}")
    reach = found.within_reach
    hints += [page.text("word.only_by", rule=r, count=n) for r, n in found.only_by.items() if r not in reach]
    hints += [page.text("word.within_reach", rule=r, limit=at, count=n) for r, (at, n) in reach.items()]
    words = "; ".join(hints)
    side = page.text(f"head.{found.role}")
    mentee = found.role == "mentee"
    pairs = [(found.person, other) if mentee else (other, found.person) for other in found.undecided]
    return Line((found.person, side, words), [f"matches explain {first} {second}" for first, second in pairs])


def _list(page: Page, found: tuple[Match, ...]) -> None:
    if not found:
        page.say("page.no_match")
        return
    page.table([common.match_line(page, match) for match in found], common.MATCH_HEADS)


def _show(page: Page, file: MatchFile) -> None:
    common.match(page, file.match)
    if file.planned_end is not None:
        page.say("page.planned_end", day=page.day(file.planned_end))
    if file.events:
        page.title("title.events")
        common.events(page, file.events)
    if file.records:
        page.title("title.records")
        common.records(page, file.records)
    _reflections(page, file.reflections)
    if file.referrals:
        page.title("title.referrals")
        referrals(page, file.referrals)
    if file.agreement:
        page.title("title.agreement")
        page.write(file.agreement)


def _reflections(page: Page, found: Reflections) -> None:
    """How the two looked back, and what was written as far as it may be read."""
    if not (found.noted or found.words):
        return
    page.title("title.reflection")
    page.table([_reflected(page, noted) for noted in found.noted])
    for side, words in found.words.items():
        page.write(page.text(f"head.{side}"))
        page.write(words.get("words", ""), "  ")
        answers = words.get("answers", {})
        page.pairs(
            [(page.label("question", name), common.answer(page, name, answers[name])) for name in answers]
        )


def _reflected(page: Page, noted: Reflected) -> Line:
    return Line(
        (page.day(noted.on), page.text(f"head.{noted.side}"), page.label("looked_back", noted.how.value))
    )


def _reflect(page: Page, noted: Reflected) -> None:
    page.table([_reflected(page, noted)])
    page.then(f"matches show {noted.match}")


def _reopen(page: Page, made: Reopening) -> None:
    if made.reopened:
        page.say("page.reopened")
    else:
        page.say("page.reopening_wished" if made.wished else "page.reopening_taken_back")
    common.match(page, made.match)


def _explain(page: Page, reasons: tuple[PairReason, ...]) -> None:
    lines = [Line((reason.rule, _verdict(page, reason), page.reason(reason))) for reason in reasons]
    page.table(lines, ("head.rule", "head.verdict", "head.why"))


def _verdict(page: Page, reason: PairReason) -> str:
    if reason.blocks:
        return page.text("word.blocks")
    if reason.undecided:
        return page.text("word.undecided")
    return page.text("word.fits") if reason.points is None else f"+{reason.points / 100:.0f}"


def _keep(page: Page, copy: Copy) -> None:
    asked = ", ".join(page.text(f"head.{side}") for side in copy.asked_by)
    page.table([Line((copy.match, page.text("word.kept" if copy.kept else "word.not_kept"), asked))])


def _introduced(page: Page, match: Match) -> None:
    common.match(page, match)
    page.then("messages next")


def _rematch(page: Page, record: Record) -> None:
    common.recorded(page, record)
    page.then("matches propose")


def _wishes(page: Page, found: Wishes) -> None:
    if not found.people:
        page.say("page.no_wishes")
        return
    lines = [Line((other, str(place))) for place, other in enumerate(found.people, start=1)]
    page.table(lines, ("head.person", "head.wish"))


SHAPES = {
    "matches.propose": ("", proposed),
    "matches.pair": ("match", common.match),
    "matches.list": ("matches", _list),
    "matches.show": ("", _show),
    "matches.explain": ("rules", _explain),
    "matches.accept": ("match", common.match),
    "matches.decline": ("match", common.match),
    "matches.introduce": ("match", _introduced),
    "matches.resend": ("match", _introduced),
    "matches.keep": ("copy", _keep),
    "matches.suspend": ("match", common.match),
    "matches.resume": ("match", common.match),
    "matches.close": ("match", common.match),
    "matches.reflect": ("reflection", _reflect),
    "matches.reopen": ("", _reopen),
    "matches.end": ("match", common.match),
    "matches.wish": ("record", common.recorded),
    "matches.wishes": ("wishes", _wishes),
    "matches.rematch": ("record", _rematch),
}
