"""The VPS form read by hand: what each column holds, how it is checked, and what becomes of a row."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import phonenumbers
from email_validator import validate_email

_FORMS = Path(__file__).parent.parent / "examples" / "vps" / "src" / "vps" / "forms.toml"
_LABELS: dict[str, dict[str, str]] = tomllib.loads(_FORMS.read_text(encoding="utf-8"))["imports"]["values"]
_ZONE = ZoneInfo("Europe/Zurich")
_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
_MOMENT = re.compile(_DAY.pattern + r"[ T](\d{2}):(\d{2}):(\d{2})", re.ASCII)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./\-]*", re.ASCII)
_VERSION = re.compile(r"[0-9][0-9A-Za-z._-]{0,31}", re.ASCII)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u2060\ufeff\u202a-\u202e]")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SIGNS = re.compile(r"[\W_\d]+")

Answer = str | int | bool | list[str]


def _text(cell: str, most: int = 200) -> str:
    cell = unicodedata.normalize("NFC", cell.replace("\xa0", " ")).strip()
    if len(cell) > most or _CONTROL.search(cell):
        raise ValueError("text")
    return cell


def _long_text(cell: str) -> str:
    return _text(cell.replace("\r\n", "\n"), 5000)


def _one_of(question: str) -> Callable[[str], str]:
    labels = _LABELS[question]

    def read(cell: str) -> str:
        if cell not in labels:
            raise ValueError("choice")
        return labels[cell]

    return read


def _some_of(question: str) -> Callable[[str], list[str]]:
    read = _one_of(question)
    return lambda cell: list(dict.fromkeys(read(part.strip()) for part in cell.split(",") if part.strip()))


def _yes_no(cell: str) -> bool:
    if cell not in ("Oui", "Non"):
        raise ValueError("yes or no")
    return cell == "Oui"


def _accepted(cell: str) -> str:
    """The version that was accepted: the form tells it, or says yes to the present one; empty for no."""
    if cell in ("Oui", "Non"):
        return "2024-1" if cell == "Oui" else ""
    if not _VERSION.fullmatch(cell):
        raise ValueError("version")
    return cell


def _count(cell: str) -> int:
    if not 1 <= int(cell) <= 5:
        raise ValueError("number")
    return int(cell)


def _born(cell: str) -> str:
    found = _DAY.fullmatch(cell)
    if found is None:
        raise ValueError("day")
    day, month, year = map(int, found.groups())
    born = date(year, month, day)
    if not 0 <= date.today().year - year <= 125 or born > date.today():  # noqa: DTZ011
        raise ValueError("birth")
    return born.isoformat()


def _phone(cell: str) -> str:
    text = _text(cell)
    with suppress(phonenumbers.NumberParseException):
        number = phonenumbers.parse(text if _PHONE.fullmatch(text) else "", "CH")
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise ValueError("phone")


def _email(cell: str) -> str:
    return validate_email(_text(cell), check_deliverability=False).normalized  # its errors are ValueErrors


def _names(cell: str) -> list[str]:
    """Names, each perhaps with a day of birth in brackets."""
    dated = _DAY.sub(lambda found: "-".join(reversed(found.groups())), cell)
    return [_text(part) for part in re.split("[,;\n]", dated) if part.strip()]


class Field(NamedTuple):
    """A column: the question, the tier in which its answer is sealed (none for acceptances), how a cell is read."""

    question: str
    tier: str
    read: Callable[[str], Answer]
    required: bool = False


FIELDS = {
    "Canal sûr": Field("safe_channels", "safety", _some_of("safe_channels"), required=True),
    "Heures sûres": Field("safe_hours", "safety", _long_text),
    "Message vocal possible": Field("voicemail", "safety", _yes_no),
    "Prénom ou pseudonyme à utiliser": Field("called", "contact", _text, required=True),
    "Téléphone": Field("phone", "contact", _phone),
    "Courriel": Field("email", "contact", _email),
    "Nom": Field("family_name", "identity", _text),
    "Prénom": Field("given_name", "identity", _text),
    "Date de naissance": Field("born_on", "identity", _born),
    "Rue et numéro": Field("street", "identity", _long_text),
    "NPA": Field("postcode", "identity", _text),
    "Localité": Field("town", "identity", _text),
    "Canton": Field("canton", "wishes", _one_of("canton")),
    "Langues": Field("languages", "wishes", _some_of("languages")),
    "Formes de rencontre": Field("meeting_forms", "wishes", _some_of("meeting_forms")),
    "Nombre de personnes à accompagner": Field("capacity", "wishes", _count),
    "Expériences (facultatif)": Field("experience", "grounds", _some_of("experience")),
    "Procédure pénale (facultatif)": Field("proceedings", "grounds", _one_of("proceedings")),
    "Personnes à éviter (facultatif)": Field("avoid", "avoid", _names),
    "Remarques": Field("remarks", "notes", _long_text),
    "J'accepte le code de conduite": Field("code", "", _accepted),
    "Le mentorat est gratuit": Field("free", "", _accepted),
    "J'ai compris le rôle de VPS": Field("role", "", _accepted),
    "Ne remplace pas une aide professionnelle": Field("complement", "", _accepted),
    "Consentement à participer": Field("consent", "", _accepted),
}
_ROLES = {"Mentoré·e": "mentee", "Mentor·e": "mentor"}
_MENTORS_ONLY = ("Nombre de personnes à accompagner", "Le mentorat est gratuit")


class Registration(NamedTuple):
    """A row that was read; `wrong` names the columns that could not be."""

    role: str
    day: str
    tiers: dict[str, dict[str, Answer]]
    accepted: dict[str, str]
    wrong: list[str]

    def answer(self, tier: str, question: str) -> str:
        """A text that was answered, or an empty one."""
        return str(self.tiers.get(tier, {}).get(question, ""))


def read_row(row: dict[str, str]) -> Registration:
    """Read and check every cell of a row, and what the cells say together."""
    tiers: dict[str, dict[str, Answer]] = {}
    accepted: dict[str, str] = {}
    wrong: list[str] = []
    for column, (question, tier, read, required) in FIELDS.items():
        cell = row[column].strip()
        if not cell:
            if required:
                wrong.append(column)
            continue
        try:
            answer = read(cell)
        except ValueError:
            wrong.append(column)
            continue
        if tier:
            tiers.setdefault(tier, {})[question] = answer
        elif answer:
            accepted[question] = str(answer)
    role, day = _ROLES.get(row["Je m'inscris comme"].strip(), ""), _day(row["Horodatage"].strip())
    wrong += [] if role else ["Je m'inscris comme"]
    wrong += [] if day else ["Horodatage"]
    wrong += [column for column in _MENTORS_ONLY if role == "mentee" and row[column].strip()]
    found = Registration(role, day, tiers, accepted, wrong)
    if day and _too_young(found.answer("identity", "born_on"), day):
        wrong.append("Date de naissance")
    return found


def _day(cell: str) -> str:
    found = _MOMENT.fullmatch(cell)
    if found is None:
        return ""
    day, month, year, hour, minute, second = map(int, found.groups())
    with suppress(ValueError):
        return datetime(year, month, day, hour, minute, second, tzinfo=_ZONE).date().isoformat()
    return ""


def _too_young(born: str, day: str) -> bool:
    return born != "" and f"{int(born[:4]) + 18}{born[4:]}" > day


def name_key(*parts: str) -> str:
    """A name as it is compared: without accents, signs and days of birth, the words in order."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", " ".join(parts)).casefold())
    return " ".join(sorted(_SIGNS.sub(" ", bare).split()))
