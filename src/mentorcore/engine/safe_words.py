"""Which words may go to somebody: nothing that needs a voice message where none may be left, and no place to avoid.

When in doubt a message is held: a person reads it, and nothing is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from mentorcore.domain.people import SafetyPlan

NEEDS_VOICEMAIL = "message.needs_voicemail"
NAMES_PLACE = "message.names_place"

SPOKEN = ".voicemail"
"""How the name of a template ends whose words are left on an answering machine."""

_PARTS = re.compile(r"[,;\n/]")
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 4  # letters; shorter words, such as "pas" or "rue", stand in every second sentence


def unsafe_words(template: str, texts: Iterable[str], plan: SafetyPlan) -> str:
    """The code of the reason why a message is held for its words; empty where there is none.

    Args:
        template: its name.
        texts: everything that it says, texts that go with it too.
        plan: the recipient's safety plan.
    """
    if template.endswith(SPOKEN) and not plan.voicemail:
        return NEEDS_VOICEMAIL
    return NAMES_PLACE if plan.places and names_place(texts, plan.places) else ""


def names_place(texts: Iterable[str], places: str) -> bool:
    """Whether a text names one of the places: an entry as it stands, or a word that both write as a name.

    Args:
        texts: what is read.
        places: entries separated by commas, semicolons, slashes or lines; sentences are fine.
    """
    entries = [words for part in _PARTS.split(places) if (words := _words(part))]
    phrases = [tuple(word.casefold() for word in words) for words in entries]
    proper = {word.casefold() for words in entries for word in words if _is_name(word)}
    for text in texts:
        written = _words(text)
        if any(word.casefold() in proper for word in written if _is_name(word)):
            return True
        folded = [word.casefold() for word in written]
        if any(_holds(folded, phrase) for phrase in phrases):
            return True
    return False


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def _is_name(word: str) -> bool:
    return len(word) >= _SHORTEST and word[0].isupper()


def _holds(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(tuple(words[at : at + size]) == phrase for at in range(len(words) - size + 1))
