"""A programme in memory with a clock that stands still, and its people in two lines.

trial = staffed("vps", coordinator=2)
match = trial.introduced(trial.participant("mentee"), trial.participant("mentor"))
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

from attrs import define, evolve, field

from mentorcore.desk.desk import Desk
from mentorcore.desk.rounds import ONE_SIDED
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.matches import AcceptMatch, IntroduceMatch, PairByHand, ProposeRound
from mentorcore.domain.commands.messages import MarkSent, NextMessage
from mentorcore.domain.commands.participants import Apply
from mentorcore.domain.commands.staff import AddStaff, ListStaff
from mentorcore.domain.commands.vetting import RecordEvidence, ShowVetting
from mentorcore.domain.duties import Duty
from mentorcore.domain.errors import Refused
from mentorcore.domain.ids import numbered_ids
from mentorcore.domain.matches import Match
from mentorcore.domain.messages import MessageText
from mentorcore.domain.records import RecordKind
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.loading.bundle import digest_of, load_bundle
from mentorcore.loading.plugins import programme_package
from mentorcore.programme import Programme
from mentorcore.storage import duties
from mentorcore.testing.answers import plain_answers

START = datetime(2025, 2, 3, 9, tzinfo=UTC)
"""When a trial begins: a Monday morning."""


@define(eq=False)
class Trial:
    """A programme in memory, and short ways to bring people into it.

    Args:
        programme: the programme.
        staff: public id of its first member of staff, who handles concerns.
        clock: its clock; it stands still until a test moves it.
    """

    programme: Programme
    staff: str
    clock: ManualClock
    _count: int = field(default=0, init=False)

    @property
    def bundle(self) -> Bundle:
        """The programme's values."""
        return self.programme.bundle

    @property
    def today(self) -> date:
        """The day in the programme's time zone."""
        return self.programme.context.day(self.clock.now())

    def desk(self, actor: str = "", *, purpose: str = "") -> Desk:
        """Somebody's desk; the first member of staff's where nobody is named."""
        return self.programme.desk(actor or self.staff, purpose=purpose)

    def for_(self, party: str, *, how: str = "phone", purpose: str = "", by: str = "") -> Desk:
        """Staff's desk for writing down a party's own act, marked as such."""
        return self.programme.desk(by or self.staff, purpose=purpose, on_behalf_of=party, how=how)

    def hire(self, role: str, *, called: str = "Colleague") -> str:
        """Give somebody new a staff role; returns their id."""
        return self.desk().staff.add(AddStaff(role=role, called=called)).id

    def staff_of(self, role: str) -> tuple[str, ...]:
        """Ids of those who hold a staff role, the earliest first."""
        found = self.desk().staff.list(ListStaff())
        return tuple(person.id for person in found if person.role(role) is not None)

    def answers(self, form: str, changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
        """Plain answers of the next person; `changes` replaces some, and None takes one away."""
        self._count += 1
        answers = {**plain_answers(self.bundle, form, self._count), **(changes or {})}
        return {question: answer for question, answer in answers.items() if answer is not None}

    def applicant(self, form: str, **changes: str | None) -> str:
        """Somebody registers with plain answers; returns their id."""
        command = Apply(form=form, answers=self.answers(form, changes), shown=True)
        return self.desk().participants.apply(command).person.id

    def admit(self, person: str, *, role: str = "", by: str = "") -> str:
        """Staff admit somebody, after writing down which documents the person accepts; returns the same id.

        Raises:
            LookupError: something else is still lacking; its codes are named.
        """
        rows = self.desk().vetting.show(ShowVetting(person=person)).rows
        for document in {
            str(lack.params["document"]) for row in rows for lack in row.lacks if lack.params.get("document")
        }:
            own = RecordEvidence(person=person, kind=RecordKind.ACCEPTANCE, document=document)
            self.for_(person).vetting.record(own)
        decision = RecordEvidence(person=person, kind=RecordKind.ADMISSION, role=role, reason="We talked.")
        self.desk(by).vetting.record(decision)
        rows = self.desk().vetting.show(ShowVetting(person=person)).rows
        left = sorted({lack.code for row in rows for lack in row.lacks if role in ("", row.role)})
        if left:
            raise LookupError(", ".join(left))
        return person

    def participant(self, form: str, **changes: str | None) -> str:
        """Somebody registers and is admitted; returns their id."""
        return self.admit(self.applicant(form, **changes))

    def accept(self, match: Match, party: str, *, name: str = "Lou", channel: str = "") -> Match:
        """A party accepts an introduction, themselves."""
        shown = channel or next(found.id for found in self.bundle.channels if found.shown)
        command = AcceptMatch(match=match.id, shown_name=name, shown_channel=shown, confidential=True)
        return self.desk(party).matches.accept(command)

    def proposed(self, mentee: str, mentor: str) -> Match:
        """A coordinator pairs two people by hand."""
        return self.desk().matches.pair(PairByHand(mentee=mentee, mentor=mentor))

    def introduced(self, mentee: str, mentor: str) -> Match:
        """Two people are paired by hand, both accept, and they are introduced."""
        match = self.proposed(mentee, mentor)
        for party in match.parties:
            self.accept(match, party)
        return self.desk().matches.introduce(IntroduceMatch(match=match.id))

    def pairs(self) -> set[tuple[str, str]]:
        """Propose a round; returns the pairs of mentee and mentor, none where it is refused since one side has nobody.

        Raises:
            Refused: for any other reason.
        """
        try:
            return {match.parties for match in self.desk().matches.propose(ProposeRound()).proposed}
        except Refused as refused:
            if {refusal.code for refusal in refused.refusals} & set(ONE_SIDED.values()):
                return set()
            raise

    def send_all(self) -> tuple[MessageText, ...]:
        """Everything that may go out now does; returns it with its words, in that order."""
        sent: list[MessageText] = []
        while isinstance(letter := self.desk().messages.next(NextMessage()), MessageText):
            sent.append(letter)
            self.desk().messages.sent(MarkSent(messages=(letter.message.id,)))
        return tuple(sent)

    def duties(self, subject: str, *rules: str) -> tuple[Duty, ...]:
        """Every duty about a person, a match or a concern, whoever owes it and whatever became of it.

        Args:
            subject: public id.
            rules: only those of these rules; all where none is named.
        """
        with self.programme.context.store.read() as tx:
            found = duties.duties_about(tx, [subject])[subject]
        return tuple(duty for duty in found if not rules or duty.rule in rules)

    def add_policy(self, policy: object, *, id_: str = "mine", serves: tuple[str, ...] = ()) -> None:
        """Let one more policy take part, as if the bundle named it last."""
        context = self.programme.context
        context.hooks = Hooks(ALL, (*context.hooks.policies, Named(id_, serves, lambda: policy)))

    def close(self) -> None:
        """Let go of the database."""
        self.programme.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def staffed(programme: str | Bundle, **staff: int) -> Trial:
    """A programme in memory with its staff.

    Args:
        programme: name of an installed bundle, or a bundle.
        staff: how many people of which staff role; there always is one who handles concerns.

    Raises:
        SetupFault: the bundle or a policy is wrong.
        InputFault: there is no such staff role.
    """
    bundle = programme if isinstance(programme, Bundle) else load_bundle(programme_package(programme))
    clock = ManualClock(START)
    opened, first = Programme.in_memory(bundle, first_staff="First", clock=clock, new_id=numbered_ids())
    trial = Trial(opened, first, clock)
    for role, number in staff.items():
        for _ in range(number - (role == bundle.programme.handler_role)):
            trial.hire(role)
    return trial


def changed(bundle: Bundle, **values: object) -> Bundle:
    """A bundle with other values, under the digest that belongs to them."""
    other: Bundle = evolve(bundle, **values)  # type: ignore[arg-type]  # as `evolve` takes them
    return evolve(other, digest=digest_of(other))
