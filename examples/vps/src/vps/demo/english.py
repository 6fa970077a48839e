"""The story in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "there_already": (
        "The folder {directory} already holds a demo, and nothing in it is written over. Delete that folder, or "
        "choose another one."
    ),
    "opening": (
        "A year of VPS, with invented people. Anne coordinates the programme from Lausanne, a few hours a week. "
        "After “$” stands what she types; set in, what the software answers; in brackets, the clauses of the "
        "code of conduct that it is about. The registrations come from {file}."
    ),
    "who": "{person} ({called})",
    # 6 January
    "binder.title": "Three people from a binder",
    "binder.1": (
        "So far everything was in a binder. Anne sets the programme up, with the code of conduct of that time "
        "(version 2023-1), and registers the three people she knows already. What they lived through is not "
        "among it: nobody has to tell."
    ),
    "binder.2": "Registered and admitted, in Anne’s name: {people}.",
    "binder.3": "Two of them know each other already; Anne takes over their match.",
    "binder.4": "{match}: both accepted, and they are introduced.",
    # 27 January
    "code.title": "A new code of conduct",
    "code.1": (
        "The committee has published version 2024-1 of the code; the online form shows it already. Anne installs "
        "the edition of the programme that holds it. Until she adopts it, everything can be read and nothing "
        "changes, not even by an import."
    ),
    "code.2": (
        "What was accepted was another version: each of the three is asked again. The match {match} is not "
        "touched; the version decides about new ones only."
    ),
    "code.3": "{person} has not answered, and stays out of the rounds until then. There is no hurry.",
    # 3 February
    "file.title": "The January file",
    "file.1": (
        "Anne imports the registrations of January. All mistakes are told at once, by row and column, without "
        "repeating what was written; and nothing is stored by half."
    ),
    "file.2": (
        "She will write to these people. The row refused for its age is the only one that the machine turns away "
        "by itself. Meanwhile she takes in the others."
    ),
    "file.3": "Stored: {stored}; rows left aside: {bad}; registered twice: {duplicates}.",
    # 5 February
    "vetting.title": "Who is let in, and who decides it",
    "vetting.1": (
        "{count} people wait. It is not the software that admits: Anne reads, and decides in her own name, one "
        "person after the other."
    ),
    "vetting.2": "{count} people admitted, each by Anne, on this day.",
    "vetting.3": "For the other {count} something is missing, and the software says what. For example:",
    "vetting.4": "{person} lives outside the cantons served. Anne may admit all the same, but writes down why.",
    "vetting.5": "{person} gives an address on the phone. It serves vetting and protection alone.",
    "vetting.6": "{person} says yes to the code of conduct, on the phone.",
    "vetting.7": (
        "{count} registrations are left open, not rejected. Anne sends {sent} messages of welcome, each by the way "
        "that the person called safe."
    ),
    # 10 February
    "round.title": "The first round",
    "round.1": "Anne makes a round: the software proposes, and nobody is told of anybody yet.",
    "round.2": (
        "{mentees} mentees, {mentors} mentors: {proposed} matches proposed, {waiting} mentees on the waiting list."
    ),
    "round.3": "Why these two? Anne alone can read it, the two never.",
    "round.4": (
        "Who waits, and why. Each of them gets a word and a list of other help; waiting counts in the next round."
    ),
    "round.5": (
        "{mentee} did not say what it was, and does not have to: the software does not decide. Anne proposes {mentor}."
    ),
    "round.6": (
        "And if Anne wanted to bring {mentee} and {mentor} together? No round will propose it, and the software "
        "tells nobody why, not even her. We who know the file know: both of them named the same person in it."
    ),
    "round.message": "To {person}, by: {channel}. From: “{sender}”. Title: “{subject}”.",
    # 13 February
    "introductions.title": "Who receives what",
    "introductions.1": "Anne is too quick with {match}:",
    "introductions.2": (
        "She calls. {mentee} accepts the introduction; but confidentiality is read and accepted first:"
    ),
    "introductions.sees": "{person} will see: “{called}”, and this way to get in touch: {channel}. Nothing else.",
    "introductions.3": "{mentor} does not want this proposal. No reason is asked for, and the seats are free again.",
    "introductions.4": (
        "The others say yes: {count} more introductions. Anne sends {sent} messages, one by one, with titles that "
        "tell nothing."
    ),
    # 14 February
    "limits.title": "What the code does not allow",
    "limits.1": "Anne would like to note a meeting of the two:",
    "limits.2": "She would like to give {mentee} a second mentor, just in case:",
    "limits.3": "She would like to see the address, to match people of one neighbourhood:",
    "limits.shut": "What stays shut for that purpose: {tiers}.",
    "limits.4": "Somebody from outside asks for a phone number:",
    # 28 April
    "april.title": "New faces",
    "april.1": "The April file arrives. One person registers a second time, after moving house.",
    "april.2": "Stored: {stored}; rows left aside: {bad}; registered already: {duplicates}.",
    "april.3": (
        "{mentee} has waited since February: nobody spoke the language. {mentor}, in the new file, does. Anne "
        "brings the two together first, then makes a round."
    ),
    "april.4": (
        "Matches proposed: {proposed}; those who waited come first. Mentees who still wait: {waiting}. That is how "
        "one sees what is missing: mentors."
    ),
    "april.5": "Everybody accepts. Introductions: {count}; messages sent: {sent}.",
    # 12 May
    "distress.title": "When it weighs on somebody",
    "distress.1": (
        "{person} calls: the exchanges stir up too much. Anne does not ask what. The person wants to be called back."
    ),
    "distress.3": (
        "{person}, on the other side, says so too, and wants no call. The same texts are shown, and no duty opens. "
        "The next day, Anne’s agenda:"
    ),
    "distress.4": "Done. Duties left on that day: {count}. Messages sent: {sent}.",
    # 16 June
    "concern.title": "A concern",
    "concern.1": (
        "{raiser} says that {named} asked for money, and does not know yet what to do. Anne notes it so. Until "
        "the person has said yes, nothing happens that the other could notice:"
    ),
    "concern.2": "{named} may look as they like: the answer is the one that everybody gets.",
    "concern.3": "{day}: {raiser} agrees to more.",
    "concern.morning": "The next morning:",
    "concern.4": "{day}: after a talk with the committee, Anne ends the match and records the outcome.",
    "concern.5": "{raiser} would like to try with somebody else, and is back on the waiting list.",
    # 1 September
    "closure.title": "Somebody leaves",
    "closure.1": "{leaver} stops, and prefers to tell the other in person. No reason, no delay.",
    "closure.2": "{match} has ended, at once. {left} gets nothing from VPS before the other’s own words.",
    "closure.3": "A week later {left} wishes for a new match.",
    # 15 September
    "rematch.title": "Somebody else",
    "rematch.1": (
        "{asker} asks for somebody else while the match still lasts. Nobody can be in two at once: the first one "
        "ends before."
    ),
    "rematch.2": "{match} has ended; the wish is recorded.",
    "rematch.3": "A duty opens: call {other}, in neutral words. On the phone, {other} offers the seat again.",
    "rematch.4": "Bring {left} and {leaver} together again? Only if both ask for it:",
    "rematch.5": "Matches proposed: {proposed}.",
    "rematch.proposed": "{mentee}: proposed to {mentor}.",
    "rematch.waits": "{mentee}: still waits, and counts for more in the next round.",
    "rematch.6": "Introductions: {count}; messages sent: {sent}.",
    # 3 November
    "erasure.title": "An erasure",
    "erasure.1": "{person} leaves VPS, asks to read what is kept, and then that it be gone.",
    "erasure.2": "Handed over: {tiers}; {records} records, {messages} messages. Nothing about the other.",
    "erasure.3": (
        "{person}: erased for good, the key of the dossier is destroyed; no copy of the database can read it any "
        "more. {match} ends. What stays are numbers with nobody behind them: matches, records, audit."
    ),
    "erasure.4": "People found under that name with that id: {found}.",
    "erasure.5": "The audit is whole: {entries} entries.",
    "erasure.6": "{other} is not left without a word:",
    # 28 November
    "end.title": "The end of the year",
    "end.1": "{leaver} stops, too, and asks that VPS tell the other.",
    "end.2": "{day}. Anne has not called yet, and her agenda tells her so:",
    "end.3": (
        "The year: {count} matches proposed or made, {active} still last, {ended} have ended. Only rounded figures "
        "leave the house:"
    ),
    "end.4": "And the code of conduct, clause by clause: what keeps it, and how many tests show it.",
    "end.figure": "{name}: {value}",
    "agenda.title": "Agenda of {day}",
    "agenda.concerns": "Open concerns: {count}",
    "agenda.overdue": "Overdue: {count}",
    "agenda.due": "To do: {count}",
    "agenda.messages": "Messages to send: {to_send}; held: {held}",
    "letter": "Message to {person}, by: {channel}. With it: {documents}. [{clauses}]",
    "clauses.row": "{mark} {clause}  {kind} · {met_by} · tests: {tests}",
    "clauses.met": "Clauses met: {met} of {count}.",
    "clauses.unmet": "Clauses not met: {unmet}.",
    "look.1": (
        "The year is over. Its database is in {directory}; your account ({account}) is bound to Anne ({anne}) "
        "there. To look round:"
    ),
    "look.2": "To begin again, delete the folder {directory}.",
}
"""Name of a sentence to its text."""
