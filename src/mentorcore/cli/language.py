"""Her language, as the environment says it, and the few words that help pages need before anything is loaded."""

from __future__ import annotations

import os
from collections.abc import Mapping

LANGUAGES = ("en", "fr")

_WORDS = {
    "command": ("COMMAND", "COMMANDE"),
    "usage": ("Usage:", "Utilisation :"),
    "arguments": ("Arguments", "Arguments"),
    "options": ("Options", "Options"),
    "commands": ("Commands", "Commandes"),
    "example": ("Example", "Exemple"),
    "asked": ("Asked for, or read with --from", "Demandé, ou lu avec --from"),
    "general": ("Options of every command", "Options de toutes les commandes"),
    "help": ("show this help", "afficher cette aide"),
    "more": (
        "The options of every command stand in `mentorcore --help`.",
        "Les options de toutes les commandes : `mentorcore --help`.",
    ),
    "title": (
        "Mentoring programmes whose code of conduct runs:\nwhat is due, who waits for what, and why.",
        "Des programmes de mentorat dont la charte est appliquée :\nce qui est à faire, qui attend quoi, et pourquoi.",
    ),
    "where": (
        "Each can also be set as MENTORCORE_<NAME>, or in a mentorcore.toml here or\nfurther up.",
        "Chacune peut aussi être donnée par MENTORCORE_<NOM>, ou dans un\nmentorcore.toml, ici ou plus haut.",
    ),
    "--programme": ("name of the installed programme", "nom du programme installé"),
    "--db": ("the database: a file or a URL", "la base de données : un fichier ou une URL"),
    "--key-file": ("the file of keys", "le fichier des clés"),
    "--master-key-file": (
        "the master key, where it is not beside the key file",
        "la clé maîtresse, si elle n’est pas à côté du fichier des clés",
    ),
    "--purpose": ("why you look or act, such as vetting", "dans quel but, par exemple vetting"),
    "--happened": ("the past day it concerns", "le jour passé dont il s’agit"),
    "--on-behalf-of": (
        "the party whose own act you write down",
        "la personne dont vous notez l’acte",
    ),
    "--how": ("how that party said it, such as phone", "comment elle l’a dit, par exemple phone"),
    "--log": (
        "write what was done to this file, by code alone",
        "noter dans ce fichier, par codes seuls, ce qui a été fait, refusé ou a échoué",
    ),
    "--log-level": (
        "from which level: info, warning, error",
        "à partir de quel niveau : info, warning, error",
    ),
    "--json": ("JSON, for programs", "JSON, pour les programmes"),
    "--from": (
        "read what would be asked for from a TOML or JSON file, or from standard input (-)",
        "lire ce qui serait demandé dans un fichier TOML ou JSON, ou sur l’entrée standard (-)",
    ),
    "choices": ("one of", "au choix :"),
    "on-request": ("ask for:", "demander :"),
    "default": ("otherwise", "sinon"),
}


def her_language(environ: Mapping[str, str] = os.environ) -> str:
    """``fr`` or ``en``, by LC_ALL, LC_MESSAGES and LANG: the first that says anything counts."""
    said = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "fr" if said.lower().startswith("fr") else "en"


def word(name: str, language: str) -> str:
    """One of the words of help pages."""
    return _WORDS[name][LANGUAGES.index(language)]
