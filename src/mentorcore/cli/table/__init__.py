"""Every command, as plain data: what `mentorcore --help` shows needs nothing but these files and click.

A test compares the table with the verbs of the desk, and runs every example.
"""

from __future__ import annotations

from typing import NamedTuple

from mentorcore.cli.table.everyday import EVERYDAY
from mentorcore.cli.table.pairs import PAIRS
from mentorcore.cli.table.people import PEOPLE
from mentorcore.cli.table.row import Row as Row
from mentorcore.cli.table.setup import SETUP


class Section(NamedTuple):
    """A part of the first help page: its heading and its commands."""

    en: str
    fr: str
    names: tuple[str, ...]


SECTIONS = (
    Section("Every day", "Au quotidien", ("agenda", "find", "messages", "contacts", "duties", "emergency")),
    Section("People", "Personnes", ("participants", "vetting", "safety", "concerns")),
    Section("Matches", "Binômes", ("matches", "sessions")),
    Section("The programme", "Le programme", ("programme", "forms", "documents", "staff", "audit")),
    Section("Set-up", "Installation", ("init", "demo", "db", "keys", "plugins", "hooks")),
)

GROUPS = {
    "messages": ("What has to be sent, with its words", "Ce qui est à envoyer, avec les mots"),
    "contacts": ("Whom somebody reached", "Qui a été joint"),
    "duties": ("What is owed by a day", "Ce qui est dû pour un jour donné"),
    "participants": (
        "Registering, showing, leaving, own data",
        "Inscrire, afficher, quitter, données personnelles",
    ),
    "vetting": ("What keeps people out of the pool", "Ce qui manque avant de former un binôme"),
    "safety": ("How people can be reached without danger", "Comment joindre quelqu’un sans danger"),
    "concerns": ("Concerns, and what is done about them", "Les signalements et leur suivi"),
    "matches": ("From the round to the farewell", "De la proposition à la séparation"),
    "sessions": ("Meetings of a pair, where they are kept", "Les rencontres, là où elles sont notées"),
    "programme": ("Figures, rules, clauses, adoption", "Chiffres, règles, clauses, adoption"),
    "forms": ("The registration forms", "Les formulaires d’inscription"),
    "documents": ("The programme’s texts", "Les textes du programme"),
    "staff": ("Who runs the programme", "L’équipe du programme"),
    "audit": ("Who did and read what", "Qui a fait et lu quoi"),
    "db": ("The database", "La base de données"),
    "keys": ("The keys that seal personal data", "Les clés des données personnelles"),
}
"""Word to what its commands are about."""

COMMANDS = {**EVERYDAY, **PEOPLE, **PAIRS, **SETUP}
"""Path of words to command."""
