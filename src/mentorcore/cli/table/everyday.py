"""The commands of every day: what is due, whom to write to, whom to call."""

from __future__ import annotations

from mentorcore.cli.table.row import DUTY, MATCH, MESSAGE, PERSON, Row

EVERYDAY = {
    "messages next": Row(
        "The next message to send, with its words",
        "Le prochain message à envoyer, avec les mots",
        "messages next",
        "messages.next",
        "messages:NextMessage",
    ),
    "messages list": Row(
        "Messages that wait, or those of one person",
        "Les messages en attente, ou ceux d’une personne",
        f"messages list --person {PERSON}",
        "messages.list",
        "messages:ListMessages",
    ),
    "messages sent": Row(
        "Note that messages went out",
        "Noter que des messages sont partis",
        f"messages sent {MESSAGE}",
        "messages.sent",
        "messages:MarkSent",
    ),
    "messages release": Row(
        "Let a held message go by a channel agreed with the person",
        "Laisser partir un message retenu, par un moyen convenu avec la personne",
        f"messages release {MESSAGE} email",
        "messages.release",
        "messages:ReleaseMessage",
    ),
    "contacts log": Row(
        "Note that you reached, or tried to reach, somebody",
        "Noter que vous avez joint, ou essayé de joindre, quelqu’un",
        f"contacts log {PERSON} --from note.txt",
        "contacts.log",
        "messages:LogContact",
    ),
    "duties plan": Row(
        "Plan all duties anew; run it daily",
        "Recalculer toutes les tâches ; à lancer chaque jour",
        "duties plan",
        "duties.plan",
        "duties:PlanDuties",
    ),
    "duties adherence": Row(
        "How far a pair, or the programme, keeps to its rhythm",
        "Le rythme tenu par un binôme, ou par tout le programme",
        f"duties adherence --match {MATCH}",
        "duties.adherence",
        "duties:ShowAdherence",
    ),
    "duties done": Row(
        "Note that duties are done",
        "Noter que des tâches sont faites",
        f"duties done {DUTY}",
        "duties.done",
        "duties:DoneDuties",
    ),
    "duties waive": Row(
        "Note that duties are not done, and why",
        "Noter que des tâches ne seront pas faites, et pourquoi",
        f"duties waive {DUTY} --from reason.txt",
        "duties.waive",
        "duties:WaiveDuties",
    ),
    "duties defer": Row(
        "Put duties off to another day",
        "Reporter des tâches à un autre jour",
        f"duties defer {DUTY} --until 2099-03-01",
        "duties.defer",
        "duties:DeferDuties",
    ),
}
