"""January and February: the binder, a new version of the code, the file, and who is let in."""

from __future__ import annotations

from mentorcore import InputFault, load_bundle
from mentorcore.domain.commands.matches import IntroduceMatch, ListMatches, PairByHand
from mentorcore.domain.commands.participants import Apply, EditAnswers
from mentorcore.domain.commands.programme import AdoptBundle
from mentorcore.domain.commands.vetting import ListVetting
from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import RoleState
from vps.demo.acts import accept, accept_document, admit, import_file, problems_of, send_everything
from vps.demo.binder import ADDRESS, BINDER, last_years
from vps.demo.stage import Stage

FILE = "inscriptions.csv"


def binder(stage: Stage) -> None:
    """The programme starts with three people whom Anne knows from last year."""
    stage.found(last_years(load_bundle("vps")), "Anne")
    stage.tell("binder.1")
    stage.types("init vps", "participants apply mentee --from answers.toml --shown")
    for part, (form, answers) in BINDER.items():
        applied = stage.anne().participants.apply(Apply(form=form, answers=answers, shown=True))
        stage.cast[part] = applied.person.id
        admit(stage, applied.person.id, form)
    stage.answer("binder.2", people=", ".join(stage.who(stage.cast[part]) for part in BINDER))
    stage.tell("binder.3")
    judith, solange = stage.cast["judith"], stage.cast["solange"]
    stage.types(f"matches pair {judith} {solange}")
    match = stage.anne().matches.pair(PairByHand(mentee=judith, mentor=solange))
    accept(stage, match)
    stage.anne().matches.introduce(IntroduceMatch(match.id))
    send_everything(stage)
    stage.answer("binder.4", match=match.id)


def code(stage: Stage) -> None:
    """A new version of the code: read-only until it is adopted, then everybody is asked again."""
    stage.reopen(load_bundle("vps"))
    stage.tell("code.1")
    stage.types(f"participants import {FILE}")
    stage.refused(lambda: import_file(stage, FILE))
    stage.types("programme adopt --dry-run")
    for change in stage.anne().programme.adopt(AdoptBundle(dry_run=True)).changes:
        stage.show(f"{change.path}: {change.before[:12]} → {change.after[:12]}")
    stage.types("programme adopt", "vetting list")
    stage.anne().programme.adopt(AdoptBundle())
    for row in stage.anne().vetting.list(ListVetting()):
        for requirement in row.lacks:
            stage.about(row.person, requirement)
    (match,) = stage.anne().matches.list(ListMatches())
    stage.tell("code.2", match=match.id)
    for part in ("judith", "solange"):
        accept_document(stage, stage.cast[part], "code")
    stage.tell("code.3", person=stage.who(stage.cast["agathe"]))


def the_file(stage: Stage) -> None:
    """The January file: all mistakes at once, nothing stored by half, nothing stored twice."""
    stage.tell("file.1")
    stage.types(f"participants import {FILE}")
    try:
        import_file(stage, FILE)
    except InputFault as fault:
        problems_of(stage, fault)
    stage.tell("file.2")
    stage.types(f"participants import {FILE} --keep-going")
    stage.answer("file.3", **import_file(stage, FILE, keep_going=True))
    stage.types(f"participants import {FILE} --keep-going")
    stage.refused(lambda: import_file(stage, FILE, keep_going=True))


def vetting(stage: Stage) -> None:
    """Who is let in: by a person, in her name; what is missing says itself."""
    rows = [row for row in stage.anne().vetting.list(ListVetting()) if row.state is RoleState.APPLIED]
    ready = [row for row in rows if {lack.code for lack in row.lacks} == {"vetting.admission"}]
    others = [row for row in rows if row not in ready]
    stage.tell("vetting.1", count=len(rows))
    stage.types("vetting list", f"vetting record {ready[0].person} admission")
    for row in ready:
        admit(stage, row.person, row.role)
    stage.answer("vetting.2", count=len(ready))
    stage.tell("vetting.3", count=len(others))
    first: dict[str, tuple[str, str, Requirement]] = {}
    for row in others:
        for lack in row.lacks:
            name = str(lack.params.get("document", lack.code))
            first.setdefault(name, (row.person, row.role, lack))
    for person, _, lack in first.values():
        if lack.code != "vetting.admission":
            stage.about(person, lack)
    _from_elsewhere(stage, *first["vetting.region"][:2])
    _no_address(stage, *first["vetting.incomplete"][:2])
    _no_code(stage, *first["code"][:2])
    left = [row for row in stage.anne().vetting.list(ListVetting()) if row.state is RoleState.APPLIED]
    stage.tell("vetting.7", count=len(left), sent=send_everything(stage))


def _from_elsewhere(stage: Stage, person: str, role: str) -> None:
    stage.tell("vetting.4", person=stage.who(person))
    stage.types(f"vetting record {person} admission")
    stage.refused(lambda: admit(stage, person, role))
    stage.types(f"vetting record {person} admission --from reason.txt")
    admit(stage, person, role, reason="works in Lausanne and can meet there")


def _no_address(stage: Stage, person: str, role: str) -> None:
    stage.tell("vetting.5", person=stage.who(person))
    stage.types(f"participants edit {person} --from answers.toml", f"vetting record {person} admission")
    stage.anne().participants.edit(EditAnswers(person=person, answers=ADDRESS))
    admit(stage, person, role)


def _no_code(stage: Stage, person: str, role: str) -> None:
    stage.tell("vetting.6", person=stage.who(person))
    accept_document(stage, person, "code")
    stage.types(f"vetting record {person} admission")
    admit(stage, person, role)
