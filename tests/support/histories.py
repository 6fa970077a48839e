"""Random histories of a programme in files: people come by form and by import, are paired, write, worry and leave.

Every personal field holds a canary of its own. The disk is not waited for; everything else is as it always is.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from tests.support.canaries import Aviary, opened

from mentorcore import Programme, read_registrations
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    RaiseConcern,
    ResolveConcern,
    SetAvoidList,
    SetSafety,
)
from mentorcore.domain.commands.consents import GiveConsent
from mentorcore.domain.commands.duties import PlanDuties, WaiveDuties
from mentorcore.domain.commands.matches import AcceptMatch, CloseMatch, IntroduceMatch, KeepAgreement
from mentorcore.domain.commands.messages import LogContact
from mentorcore.domain.commands.participants import Apply, Disclose, EditAnswers, ErasePerson
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernWish
from mentorcore.domain.errors import Refused
from mentorcore.domain.ids import numbered_ids
from mentorcore.domain.matches import Match
from mentorcore.domain.records import RecordKind
from mentorcore.storage import duties, engines, keydb
from mentorcore.testing import START, Trial, plain_answers, staffed

WORDS = (
    "safe_hours",
    "neutral_sender",
    "places",
    "called",
    "family_name",
    "given_name",
    "street",
    "town",
    "remarks",
)
COLUMNS = {
    "Heures sûres": "safe_hours",
    "Prénom ou pseudonyme à utiliser": "called",
    "Nom": "family_name",
    "Prénom": "given_name",
    "Rue et numéro": "street",
    "Localité": "town",
    "Remarques": "remarks",
    "Personnes à éviter (facultatif)": "avoid",
    "Téléphone": "phone",
    "Courriel": "email",
}
FIXED = {
    "Canal sûr": "SMS",
    "Date de naissance": "28.09.1990",
    "NPA": "1260",
    "Canton": "Vaud",
    "Langues": "Français",
    "Formes de rencontre": "Téléphone",
    "J'accepte le code de conduite": "2024-1",
    "J'ai compris le rôle de VPS": "Oui",
    "Ne remplace pas une aide professionnelle": "Oui",
    "Consentement à participer": "Oui",
}


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """Let databases be as they are, but not synced: what is written is the same."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (engines, keydb):
            patch.setattr(module, "_PRAGMAS", (*module._PRAGMAS, "PRAGMA synchronous = OFF"))
        patch.setattr("os.fsync", lambda descriptor: None)
        yield


@define(eq=False)
class History:
    """A programme in files, its people, and whose every word is.

    Args:
        folder: where the files are.
        seed: of what happens.
    """

    folder: Path
    seed: int
    aviary: Aviary = field(factory=Aviary)
    people: dict[str, str] = field(factory=dict)
    """Public id to form, of everybody who takes part."""
    gone: set[str] = field(factory=set)
    matches: list[Match] = field(factory=list)
    concerns: list[str] = field(factory=list)
    trial: Trial = field(init=False)
    committee: str = field(init=False)
    random: random.Random = field(init=False)
    _clock: ManualClock = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.random, self._clock = random.Random(self.seed), ManualClock(START)
        with staffed("vps") as plain:
            bundle = plain.bundle
        programme, first = Programme.create(
            bundle, self.database, self.keys, first_staff="First", clock=self._clock, new_id=numbered_ids()
        )
        self.trial = Trial(programme, first, self._clock)
        self.committee = self.trial.hire("committee")
        self.trial.hire("coordinator")

    @property
    def database(self) -> Path:
        """The database's file."""
        return self.folder / "vps.db"

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.folder / "keys.db"

    def answers(self, form: str, owner: str) -> dict[str, str]:
        """Canaries for every field in words, and what else a form needs."""
        said = plain_answers(self.trial.bundle, form, len(self.people) + 1)
        said |= {question: self.aviary.word(owner) for question in WORDS if question in said}
        said |= {"phone": self.aviary.phone(owner), "email": self.aviary.mail(owner)}
        return {**said, "avoid": f"{self.aviary.word(owner)} {self.aviary.word(owner)}"}

    def apply(self, form: str) -> None:
        """Somebody registers at the desk."""
        command = Apply(form=form, answers=self.answers(form, "new"), shown=True, distinct=True)
        self._arrived(self.trial.desk().participants.apply(command).person.id, "new", form)

    def import_(self, count: int) -> None:
        """People come by an export of the online form."""
        names = [f"row {number}" for number in range(count)]
        forms = [self.random.choice(("mentee", "mentor")) for _ in names]
        words = io.StringIO()
        writer = csv.DictWriter(
            words,
            [
                "N° d'inscription",
                "Horodatage",
                "Je m'inscris comme",
                "Message vocal possible",
                "Nombre de personnes à accompagner",
                "Expériences (facultatif)",
                "Procédure pénale (facultatif)",
                "Le mentorat est gratuit",
                *FIXED,
                *COLUMNS,
            ],
            delimiter=";",
        )
        writer.writeheader()
        for number, (name, form) in enumerate(zip(names, forms, strict=True)):
            answers = self.answers(form, name)
            writer.writerow(
                FIXED
                | {column: answers[question] for column, question in COLUMNS.items()}
                | {
                    "N° d'inscription": str(3000 + number),
                    "Horodatage": f"01.01.2025 10:{number // 60:02}:{number % 60:02}",
                    "Je m'inscris comme": "Mentoré·e" if form == "mentee" else "Mentor·e",
                    "Nombre de personnes à accompagner": "1" if form == "mentor" else "",
                    "Le mentorat est gratuit": "Oui" if form == "mentor" else "",
                }
            )
        found = read_registrations(
            words.getvalue().encode("utf-8-sig"), self.trial.bundle, day=self.trial.today
        )
        report = self.trial.desk().participants.import_(found)
        assert report.stored == count, report
        self._imported(names, forms)

    def _imported(self, names: list[str], forms: list[str]) -> None:
        """Who of those in the database came by which row is told by a canary."""
        keys: Any = self.trial.programme.context.store.keys
        for person, text in opened(self.database, keys).items():
            for name in self.aviary.owners_in(text) & set(names):
                self._arrived(person, name, forms[names.index(name)])

    def _arrived(self, person: str, name: str, form: str) -> None:
        self.aviary.rename(name, person)
        self.people[person] = form

    def pair(self, mentee: str, mentor: str) -> None:
        """Two people are admitted, introduced, and write down their agreement, with everything around it."""
        trial, word = self.trial, self.aviary.word
        for person in (mentee, mentor):
            trial.admit(person)
            self.around(person)
        match = trial.proposed(mentee, mentor)
        for party in match.parties:
            shown = AcceptMatch(
                match=match.id,
                shown_name=word(party),
                shown_channel="sms",
                shown_address=self.aviary.phone(party),
                confidential=True,
            )
            trial.desk(party).matches.accept(shown)
        trial.desk().matches.introduce(IntroduceMatch(match=match.id))
        for party in match.parties:
            trial.desk(party).matches.keep(KeepAgreement(match=match.id))
        for party in match.parties:  # either of the two can have it forgotten, so it goes with the first
            both = KeepAgreement(match=match.id, agreement=self.shared_word(match))
            trial.desk(party).matches.keep(both)
        self.matches.append(match)

    def shared_word(self, match: Match) -> str:
        """A canary that goes with the first of a pair who is erased; the owners are put in by `erase`."""
        return self.aviary.word(f"first of {match.id}")

    def around(self, person: str) -> None:
        """What else is written down about somebody, some of it."""
        desk, trial, word = self.trial.desk(), self.trial, self.aviary.word
        steps: list[Callable[[], object]] = [
            lambda: desk.participants.edit(
                EditAnswers(person, {"street": word(person), "remarks": word(person)})
            ),
            lambda: trial.desk(person).safety.set(
                SetSafety(person, "sms", word(person), word(person), True, word(person))
            ),
            lambda: trial.desk(person).safety.avoid(SetAvoidList(person, f"{word(person)} {word(person)}")),
            lambda: desk.contacts.log(LogContact(person, note=word(person))),
            lambda: trial.desk(person).consents.give(
                GiveConsent(person, "protection", "contact", recipient=word(person))
            ),
            lambda: trial.desk(purpose="protection").privacy.disclose(
                Disclose(
                    person, "identity", recipient=word(person), legal_basis=word(person), risk=word(person)
                )
            ),
            lambda: desk.vetting.record(RecordEvidence(person, RecordKind.ADMISSION, reason=word(person))),
        ]
        for step in self.random.sample(steps, 4):
            with suppress(Refused):
                step()

    def worry(self, match: Match) -> None:
        """A party raises a concern about the other; it goes once both are erased."""
        raiser, other = self.random.sample(match.parties, 2)
        kind = self.random.choice((ConcernKind.ACCUSATION, ConcernKind.WORRY))
        raised = self.trial.desk(raiser).concerns.raise_(
            RaiseConcern(
                wish=self.random.choice((ConcernWish.ACT, ConcernWish.LISTEN_ONLY)),
                about=(other,),
                kind=kind,
                match=match.id,
                account=self.aviary.word(raiser, other),
                unnamed=self.random.random() < 0.3,
            )
        )
        act = ActOnConcern(concern=raised.id, act=ConcernAct.NOTE, note=self.aviary.word(raiser, other))
        self.trial.desk().concerns.act(act)
        self.concerns.append(raised.id)

    def resolve(self, concern: str) -> None:
        """A concern comes to its end."""
        outcome = self.random.choice(("resolved", "unfounded", "referred"))
        self.trial.desk().concerns.resolve(ResolveConcern(concern=concern, outcome=outcome))
        self.concerns.remove(concern)

    def waive(self, count: int) -> None:
        """Staff say why they do not do some of what is due; the words lie with whom the duty is about."""
        self.trial.desk().duties.plan(PlanDuties())
        with self.trial.programme.context.store.read() as tx:
            due = [duty for duty in duties.open_duties(tx) if duty.subject[0] in "PM"]
        for duty in self.random.sample(due, min(count, len(due))):
            owner = duty.about or duty.subject
            owner = f"first of {owner}" if owner.startswith("M") else owner
            with suppress(Refused):
                self.trial.desk().duties.waive(WaiveDuties((duty.id,), self.aviary.word(owner)))

    def close(self, match: Match) -> None:
        """One of the two ends it."""
        with suppress(Refused):
            self.trial.desk(self.random.choice(match.parties)).matches.close(
                CloseMatch(match.id, told_by="staff")
            )

    def erase(self, person: str) -> None:
        """Somebody has everything erased."""
        self.trial.desk(person).privacy.erase(ErasePerson(person=person))
        self.gone.add(person)
        for match in self.matches:
            if person in match.parties:
                self.aviary.rename(f"first of {match.id}", person)

    def live_for(self, pairs: int, *, by_hand: int, imported: int) -> None:
        """A while goes by: people come, are paired, and some of what can happen to a pair happens."""
        self.import_(imported)
        for number in range(by_hand):
            self.apply(("mentee", "mentor")[number % 2])
        free = [person for person in self.people if person not in self.gone and not self._paired(person)]
        self.random.shuffle(free)
        mentees, mentors = ([p for p in free if self.people[p] == form] for form in ("mentee", "mentor"))
        for mentee, mentor in list(zip(mentees, mentors, strict=False))[:pairs]:
            with suppress(Refused):
                self.pair(mentee, mentor)
        for match in self.random.sample(self.matches, len(self.matches) // 2):
            if not self.gone & set(match.parties):
                self.random.choice((self.worry, self.worry, self.close))(match)
        self.waive(pairs)
        self._clock.advance(30)

    def _paired(self, person: str) -> bool:
        return any(person in match.parties for match in self.matches)
