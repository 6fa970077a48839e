"""The commands about what a pair does together: sessions, tasks, the working agreement."""

from __future__ import annotations

from mentorcore.cli.table.row import FOR, MATCH, PERSON, SESSION, TASK, Row

MEETINGS = {
    "sessions plan": Row(
        "Plan a session; the two nights when clocks change are told apart",
        "Prévoir une rencontre ; les deux nuits du changement d’heure sont distinguées",
        f"sessions plan {MATCH} --on 2025-02-10 --at 18:30",
        "sessions.plan",
        "sessions:PlanSession",
    ),
    "sessions move": Row(
        "Move a planned session to another day or time",
        "Déplacer une rencontre prévue",
        f"sessions move {MATCH} {SESSION} --on 2025-02-12 --at 18:30",
        "sessions.move",
        "sessions:MoveSession",
    ),
    "sessions log": Row(
        "Note that a pair met, planned or not; what was otherwise is marked",
        "Noter une rencontre, prévue ou non ; ce qui diffère est marqué",
        f"sessions log {MATCH} --minutes 60",
        "sessions.log",
        "sessions:LogSession",
    ),
    "sessions cancel": Row(
        "Note that a planned session was cancelled, by whom and in which way",
        "Noter qu’une rencontre prévue a été annulée, par qui et de quelle manière",
        f"sessions cancel {MATCH} {SESSION} mentee agreed",
        "sessions.cancel",
        "sessions:CancelSession",
    ),
    "sessions miss": Row(
        "Note that a session did not take place though nobody cancelled it",
        "Noter qu’une rencontre n’a pas eu lieu sans être annulée",
        f"sessions miss {MATCH} {SESSION}",
        "sessions.miss",
        "sessions:MissSession",
    ),
    "sessions correct": Row(
        "Put right what was noted about a session; what was noted before is kept",
        "Corriger ce qui a été noté sur une rencontre ; l’ancienne version est conservée",
        f"sessions correct {MATCH} {SESSION} --minutes 90",
        "sessions.correct",
        "sessions:CorrectSession",
    ),
    "sessions record": Row(
        "The mentee writes down what a session was about, for the two alone",
        "La personne mentorée écrit de quoi il a été question, pour les deux seulement",
        f"sessions record {MATCH} {SESSION} --by-email {FOR}",
        "sessions.record",
        "sessions:RecordSession",
        "pair_forms:record",
    ),
    "sessions list": Row(
        "The sessions of a match, what comes next, and who is offered to plan it",
        "Les rencontres d’un binôme, la prochaine, et à qui il est proposé de la prévoir",
        f"sessions list {MATCH}",
        "sessions.list",
        "sessions:ListSessions",
    ),
    "sessions show": Row(
        "One session, with what was noted before",
        "Une rencontre, avec ce qui a été noté auparavant",
        f"sessions show {MATCH} {SESSION}",
        "sessions.show",
        "sessions:ShowSession",
    ),
    "tasks agree": Row(
        "Note what one of the two takes on in a session",
        "Noter ce que l’une des deux personnes prend en charge",
        f"tasks agree {MATCH} {SESSION} {PERSON} --due 2025-02-28 --from task.txt",
        "tasks.agree",
        "tasks:AgreeTask",
    ),
    "tasks list": Row(
        "The tasks of a match; what they are is for the two alone",
        "Les tâches d’un binôme ; leur contenu n’est que pour les deux",
        f"tasks list {MATCH} --open",
        "tasks.list",
        "tasks:ListTasks",
    ),
    "tasks done": Row(
        "Whoever took it on notes that a task is done",
        "La personne qui l’a prise en charge note qu’une tâche est faite",
        f"tasks done {MATCH} {TASK}",
        "tasks.done",
        "tasks:DoTask",
    ),
    "tasks drop": Row(
        "Drop a task, with a word why",
        "Abandonner une tâche, en disant pourquoi",
        f"tasks drop {MATCH} {TASK} --from reason.txt",
        "tasks.drop",
        "tasks:DropTask",
    ),
    "agreement propose": Row(
        "Propose how to work together; it holds once the other accepts it",
        "Proposer comment travailler ensemble ; cela vaut dès que l’autre l’accepte",
        f"agreement propose {MATCH} --from agreement.toml",
        "agreement.propose",
        "working_agreement:ProposeAgreement",
        "pair_forms:propose",
    ),
    "agreement accept": Row(
        "Accept the version that the other proposed last",
        "Accepter la version que l’autre a proposée en dernier",
        f"agreement accept {MATCH} --version 1",
        "agreement.accept",
        "working_agreement:AcceptAgreement",
    ),
    "agreement show": Row(
        "The working agreement of a pair, in its versions",
        "L’accord de travail d’un binôme, avec ses versions",
        f"agreement show {MATCH}",
        "agreement.show",
        "working_agreement:ShowAgreement",
    ),
}
