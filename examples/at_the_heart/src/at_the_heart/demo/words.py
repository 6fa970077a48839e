"""The story's own sentences; what the software answers comes from its catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "there_already": (
        "The folder {directory} already holds a demo, and nothing in it is written over. Delete that folder, or "
        "choose another one."
    ),
    "opening": (
        "Six months of At The Heart, with invented people. Wren is of the mentorship team, some hours a week. After “$” "
        "stands what she types; set in, what the software answers; in brackets, the clauses of the code of conduct that "
        "it is about. The registrations come from {file}."
    ),
    "who": "{person} ({called})",
    "agenda.title": "Agenda of {day} · open concerns: {concerns}",
    "agenda.overdue": "Overdue: {count}",
    "agenda.due": "Due: {count}",
    "agenda.alike": "  … and {count} more of these",
    "adherence.title": "How the pair that {part} ({match}) keeps to it:",
    "adherence.row": "  {rule} done {done} · missed {missed} · waived {waived} · to come {open}",
    # February
    "file.title": "The file of January",
    "file.1": (
        "Wren ({wren}) takes in the export of the online form. Everything that is wrong with it is said at once, by row and "
        "column, and nothing is stored by half. What stood in the cells is never repeated."
    ),
    "file.faults": "{count} mistakes, of which the first are:",
    "file.2": "{stored} stored, {bad} rows with mistakes, {duplicates} registered twice.",
    "file.3": (
        "Wren admits {count} people, each in her own name. {left} lack something besides, and stay out of the round until "
        "it is there or somebody decides:"
    ),
    "round.title": "One round for all",
    "round.1": "{mentees} mentees, {mentors} mentors: {pairs} pairs proposed, {waiting} mentees wait.",
    "round.2": "Nobody learns anything of anybody before both said yes:",
    "round.3": (
        "Six days later all have said yes, on the phone, and {count} pairs are introduced on 10 February. With the message "
        "come the code, the limits of the mentor’s role, and what a first session settles. Three of the pairs are followed "
        "here:"
    ),
    "round.pair": "The pair that {part}: {match}, {mentee} with {mentor}",
    # First sessions
    "first.title": "First sessions",
    "first.1": (
        "{mentee} and {mentor} met for the first time. The checklist of a first session is complete once the two have a "
        "working agreement with a level of confidentiality, and what one of them accepted is not agreed:"
    ),
    "first.2": "Both accepted the same version: it is settled, and the session is complete.",
    "first.3": (
        "{mentee} and {mentor} leave two points for later. That is an answer, too: they come back at their next session. "
        "They and the third pair settle theirs by themselves."
    ),
    "first.settled": "{match}: settled; left for later: {later}",
    "first.4": "The other {count} pairs met as well.",
    "between.title": "Between sessions",
    "between.1": (
        "{mentee} writes down what the session was about: content, what went well, plan of action. It is read by the two:"
    ),
    "between.reads": "{who} reads it.",
    "between.reads_not": "{who} reads that they met, for how long, and that there is a record. Not what it says.",
    "between.2": "{mentor} took on a task, and it was owed until it was done.",
    "between.3": "The two other mentees sent their summary by e-mail. A note of that is enough.",
    # Month 1
    "month_1.title": "After one month",
    "month_1.1": "A month of the match is over for everybody: an hour in all was wanted, and all three pairs had it.",
    "month_1.2": "Who is offered to plan the next session first: the {offered}. The other can plan it all the same.",
    # Month 3
    "month_3.title": "After three months",
    "month_3.1": (
        "Two months went by. {reminders} reminders went out meanwhile, neutral ones, and none of them twice. The first "
        "reviews are due; most pairs answer by themselves, some on the phone:"
    ),
    "month_3.2": (
        "The second pair has not met since February. Each month brought one reminder and then stood as missed: nothing nags "
        "them, and the agenda is as short as before. What was missed is seen here:"
    ),
    # Help
    "help.title": "A pair is helped",
    "help.1": "Wren calls {mentee}, by a safe way and at a safe time.",
    "help.2": (
        "The evenings do not work out, and it is hard to say so. Wren brings it to the team as an issue. Whether it was "
        "talked over is asked of her alone; “not yet” brings advice and no refusal:"
    ),
    "help.advice": "Shown at once: {document}",
    "help.3": (
        "She plans a session and {mentor} has to cancel it, in the way that they agreed upon. It is noted as that, and held "
        "against nobody."
    ),
    "help.4": (
        "{mentee} and {mentor} meet for an hour and a half, talk it over, and settle the two points that they had put off: "
        "version {version} of their agreement holds now."
    ),
    "help.5": (
        "A loan is beyond the mentor, so the mentee was sent on to somebody who knows about loans; it stands in the history "
        "of the match. She comes to a workshop, too. It counts in the figures, and is a condition of nothing."
    ),
    # Early
    "early.title": "Somebody leaves early",
    "early.1": "{mentee} calls: she found work and wants to stop. No reason is asked for, and no open duty holds her.",
    "early.2": (
        "The team knows in the same moment; the two are offered to look back, and a short survey. {mentor} looks back alone. "
        "The mentee would rather not, and that is an answer like any other:"
    ),
    "early.reflected": "A reflection took place: {took_place}",
    "early.3": "The next day Wren calls {mentor}, so that nobody is left without a word. That was owed within a day.",
    # Closing stage
    "stage.title": "Four weeks before the end",
    "stage.1": (
        "The matches were introduced on 10 February, so that they are planned to end on {end}. Four weeks ahead the team is "
        "to talk with each pair about it:"
    ),
    "stage.2": (
        "The first pair looked back together. With that, their duty of the closing stage is met. Wren talks with the other "
        "{count} in the same week, and says so."
    ),
    # Month 6
    "month_6.title": "After six months",
    "month_6.1": "The last reviews are answered. The agenda of the day, and how the three pairs kept to the rhythm:",
    "month_6.2": (
        "{mentee} and {mentor} go on by themselves, as equals. That is an end with a name of its own, and no failure. The "
        "second pair came to its planned end:"
    ),
    "month_6.3": "The other pairs end as well, each in its own way. Whoever changes their mind has three months for it.",
    # End
    "end.title": "What the six months come to",
    "end.1": "How the matches ended: {ends}. Only those that were left count as left early.",
    "end.figure": "{name}: {value}",
    "end.answer": "Has the purpose been achieved? {value}: ≈ {count}",
    "end.2": "And this is what meets each clause of the code of conduct, and how many tests show it:",
    "clauses.row": "{mark} {clause} {kind} · {met_by} · tests: {tests}",
    "clauses.met": "Met and shown: {met} of {count}",
    "clauses.unmet": "Unmet: {unmet}",
    "look.1": (
        "The database stays in {directory}, and you ({account}) are Wren ({wren}) in it. Look round; the days have gone on "
        "since, so that the agenda shows what nobody did:"
    ),
    "look.2": "Delete {directory} when you have seen enough.",
}
"""Name of a sentence to its text; the braces are filled by the scene."""
