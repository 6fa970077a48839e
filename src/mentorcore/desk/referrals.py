"""The facet `referrals`: a mentor who reaches the limits of what they can do sends the mentee on, and says so.

To whom is sealed in the dossier of the match: the two read it, and the team as far as a grant opens it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import field, frozen

from mentorcore.desk.facet import Facet, the_match
from mentorcore.domain.commands.closing import NoteReferral
from mentorcore.domain.events import Event
from mentorcore.domain.ids import RECORD
from mentorcore.domain.matches import MENTEE, Match
from mentorcore.domain.secret import secret
from mentorcore.domain.tidy import clean_text
from mentorcore.engine.verbs import action
from mentorcore.engine.work import Work
from mentorcore.storage import sealed

CONTENT = "referral-words"


@frozen
class Referral:
    """One referral in the history of a match.

    Args:
        id: public id, such as ``E-7K3F9Q2X``.
        on: the day, in the programme's time zone.
        to: to whom or what, where the reader may read it.
        why: what for, likewise.
    """

    id: str
    on: date
    to: str = field(default="", converter=secret, repr=False)
    why: str = field(default="", converter=secret, repr=False)


class Referrals(Facet):
    """Referrals."""

    @action("referrals.note", subject="match", purpose="support", grants=("any", "party", "on-behalf"))
    def note(self, work: Work, command: NoteReferral) -> Referral:
        """Note that the mentee was sent on to somebody who can do more."""
        match = the_match(work, command.match)
        if match.side(work.party) == MENTEE:
            raise work.refuse("referral.mentor")
        if match.introduced_on is None or not match.state.open:
            raise work.refuse("match.not_active", id=match.id)
        words = {
            "to": clean_text(command.to, "to", lines=True),
            "why": clean_text(command.why, "why", lines=True),
        }
        noted = work.tx.new_id(RECORD)
        sealed.put(work.tx, match.id, {referral_tier(noted): words})
        work.event("referral.noted", match.id, referral=noted)
        work.concerns(*match.parties)
        return Referral(noted, work.day, **words)


def referral_tier(referral: str) -> str:
    """Where the words of a referral are sealed in the dossier of their match."""
    return f"referral:{referral}"


def read_referrals(work: Work, match: Match, events: Iterable[Event]) -> tuple[Referral, ...]:
    """The referrals of a match, oldest first; with their words where the actor may read these."""
    days = {str(e.data["referral"]): e.effective_on for e in events if e.type == "referral.noted"}
    opened = bool(days) and not work.on_behalf_of and work.can_read(CONTENT)
    words = work.words(CONTENT, match.id, *map(referral_tier, days)) if opened else {}
    return tuple(Referral(noted, day, **words.get(referral_tier(noted), {})) for noted, day in days.items())
