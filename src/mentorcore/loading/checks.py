"""What a bundle has to keep so that a programme can run on it; all faults are found at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from zoneinfo import ZoneInfo

from mentorcore.desk.desk import FACETS, facet_class
from mentorcore.domain.bundle import MEANINGS, QUESTION_KINDS, Bundle, Question
from mentorcore.domain.calendar import knows_subdivision
from mentorcore.domain.closing import LONGEST_REOPENING
from mentorcore.domain.disclosure import CONTENTS
from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.domain.retention import RETENTION_KINDS
from mentorcore.engine.verbs import verbs_of
from mentorcore.loading.form_checks import form_problems
from mentorcore.loading.grant_checks import grant_problems
from mentorcore.loading.import_checks import import_problems
from mentorcore.loading.import_checks import unknown as _unknown

_FREE_TEXT = ("text", "long-text", "names")


def check_bundle(bundle: Bundle) -> None:
    """See that the parts of a bundle fit each other.

    Raises:
        SetupFault: every fault, each with its path.
    """
    problems = problems_in(bundle)
    if problems:
        raise SetupFault(problems)


def problems_in(bundle: Bundle) -> list[Problem]:
    """Every fault of a bundle, each with its path; none where its parts fit each other."""
    return [
        *_twice(bundle),
        *_programme(bundle),
        *_tiers(bundle),
        *_channels(bundle),
        *grant_problems(bundle, known_verbs()),
        *_clauses(bundle),
        *_retention(bundle),
        *_closing(bundle),
        *_meanings(bundle),
        *(problem for question in bundle.questions for problem in _question(bundle, question)),
        *_forms(bundle),
        *form_problems(bundle),
        *import_problems(bundle),
    ]


def _twice(bundle: Bundle) -> Iterator[Problem]:
    kinds: dict[str, Iterable[str]] = {
        "roles": (role.id for role in bundle.roles),
        "tiers": (tier.id for tier in bundle.tiers),
        "channels": (channel.id for channel in bundle.channels),
        "documents": (document.id for document in bundle.documents),
        "forms": (form.id for form in bundle.forms),
        "questions": (question.id for question in bundle.questions),
        "clauses": (clause.id for clause in bundle.clauses),
        "retention": (rule.kind for rule in bundle.retention),
    }
    for kind, ids in kinds.items():
        for name, count in Counter(ids).items():
            if count > 1:
                yield Problem("setup.twice", kind, {"id": name})


def _programme(bundle: Bundle) -> Iterator[Problem]:
    header = bundle.programme
    staff = {role.id for role in bundle.roles if role.kind == "staff"}
    for name in ("handler_role", "fallback_role"):
        if getattr(header, name) not in staff:
            yield _unknown(f"programme.{name}", getattr(header, name), staff)
    if header.handler_role == header.fallback_role:
        yield Problem("setup.same_fallback", "programme.fallback_role")
    if not header.languages:
        yield Problem("setup.missing_key", "programme.languages")
    try:
        ZoneInfo(header.time_zone)
    except (KeyError, ValueError, OSError):
        yield Problem("setup.time_zone", "programme.time_zone")
    if header.subdivision and not knows_subdivision(header.country, header.subdivision):
        params = {"found": header.subdivision, "country": header.country}
        yield Problem("setup.subdivision", "programme.subdivision", params)
    for side in ("mentee", "mentor"):
        if sum(role.side == side and role.kind == "participant" for role in bundle.roles) != 1:
            yield Problem("setup.side", "roles", {"side": side})
    for role in bundle.roles:
        if role.most < 1:
            yield Problem("setup.at_least_one", f"roles.{role.id}.most")


def _tiers(bundle: Bundle) -> Iterator[Problem]:
    for tier in bundle.tiers:
        if tier.id in CONTENTS:  # a grant that names it would open both
            yield Problem("setup.reserved", f"tiers.{tier.id}", {"name": tier.id})


def _channels(bundle: Bundle) -> Iterator[Problem]:
    questions = {question.id for question in bundle.questions}
    channels = {channel.id for channel in bundle.channels}
    for channel in bundle.channels:
        if channel.address and channel.address not in questions:
            yield _unknown(f"channels.{channel.id}.address", channel.address, questions)
    safe = bundle.meaning("channels")
    for option in safe.options if safe is not None else ():
        if option.id not in channels:
            yield _unknown(f"questions.{safe.id if safe else ''}.options", option.id, channels)


def _meanings(bundle: Bundle) -> Iterator[Problem]:
    """What the core reads in one answer, no other may mean: it would be passed over in silence."""
    first: dict[str, str] = {}
    for question in bundle.questions:
        if question.means in first:
            params = {"means": question.means, "first": first[question.means], "second": question.id}
            yield Problem("setup.meaning_twice", f"questions.{question.id}.means", params)
        elif question.means:
            first[question.means] = question.id


@cache
def known_verbs() -> frozenset[str]:
    """The name of every verb of the desk."""
    return frozenset(verb.spec.name for name in FACETS for verb in verbs_of(facet_class(name)))


def _clauses(bundle: Bundle) -> Iterator[Problem]:
    known = {clause.id for clause in bundle.clauses}
    parts = [
        *((f"policy {policy.id}", policy.serves) for policy in bundle.policies),
        *((f"roles.{role.id}", role.serves) for role in bundle.roles),
        *((f"tiers.{tier.id}", tier.serves) for tier in bundle.tiers),
        *((f"documents.{document.id}", document.serves) for document in bundle.documents),
        *((f"forms.{form.id}", form.serves) for form in bundle.forms),
        *((f"questions.{question.id}", question.serves) for question in bundle.questions),
        *((f"grants[{number}]", grant.serves) for number, grant in enumerate(bundle.grants, start=1)),
        *((f"retention.{rule.kind}", rule.serves) for rule in bundle.retention),
        ("closing", bundle.closing.serves),
    ]
    for where, serves in parts:
        for clause in serves:
            if clause not in known:
                yield Problem("setup.unknown_clause", where, {"clause": clause})


def _retention(bundle: Bundle) -> Iterator[Problem]:
    for rule in bundle.retention:
        where, meant = f"retention.{rule.kind}", RETENTION_KINDS.get(rule.kind)
        if meant is None:
            yield _unknown(f"{where}.kind", rule.kind, RETENTION_KINDS)
            continue
        if rule.months < 0 or rule.days < 0 or (rule.months > 0) == (rule.days > 0):
            yield Problem("setup.retention_time", where)
        if rule.counted_from != meant.counted_from:
            yield Problem("setup.retention_from", where, {"expected": meant.counted_from})
        if rule.then != meant.then:
            yield Problem("setup.retention_then", where, {"expected": meant.then})


def _closing(bundle: Bundle) -> Iterator[Problem]:
    closing, staff = bundle.closing, {role.id for role in bundle.roles if role.kind == "staff"}
    if closing.early_end and closing.early_end not in staff:
        yield _unknown("closing.early_end", closing.early_end, staff)
    if not 0 <= closing.reopen_days <= LONGEST_REOPENING:
        yield Problem("setup.reopen_days", "closing.reopen_days", {"most": LONGEST_REOPENING})


def _question(bundle: Bundle, question: Question) -> Iterator[Problem]:
    where = f"questions.{question.id}"
    tiers = {tier.id: tier for tier in bundle.tiers}
    if question.kind not in QUESTION_KINDS:
        yield _unknown(f"{where}.kind", question.kind, QUESTION_KINDS)
    if question.means and question.means not in MEANINGS:
        yield _unknown(f"{where}.means", question.means, MEANINGS)
    if question.kind == "acceptance":
        if bundle.document(question.document) is None:
            yield _unknown(f"{where}.document", question.document, (d.id for d in bundle.documents))
    elif not question.tier and _of_the_pair(bundle, question):
        pass  # sealed with the match, in no tier
    elif question.tier not in tiers:
        yield _unknown(f"{where}.tier", question.tier, tiers)
    elif tiers[question.tier].grounds and question.required:
        code = "setup.required_account" if question.kind in _FREE_TEXT else "setup.required_grounds"
        yield Problem(code, where, {"clause": "CORE-3"})
    if question.kind in ("choice", "choices") and not question.options:
        yield Problem("setup.missing_key", f"{where}.options")
    if question.kind == "place" and bundle.places is None:
        yield Problem("setup.missing_key", "places.file")
    for form in question.forms:
        if bundle.form(form) is None:
            yield _unknown(f"{where}.forms", form, (f.id for f in bundle.forms))


def _of_the_pair(bundle: Bundle, question: Question) -> bool:
    """Whether only forms ask it that a pair fills in together, or the mentee about a session."""
    uses = {form.use for name in question.forms if (form := bundle.form(name)) is not None}
    return bool(uses) and uses <= {"agreement", "session-record"}


def _forms(bundle: Bundle) -> Iterator[Problem]:
    participants = {role.id for role in bundle.roles if role.kind == "participant"}
    for form in bundle.forms:
        if form.role not in participants and (form.role or form.use == "registration"):
            yield _unknown(f"forms.{form.id}.role", form.role, participants)
        if form.before and bundle.document(form.before) is None:
            yield _unknown(f"forms.{form.id}.before", form.before, (d.id for d in bundle.documents))
        if form.use != "registration":
            continue
        asked = bundle.questions_of(form.id)
        safety = bundle.meaning("channels")
        if safety is not None and asked and asked[0].id != safety.id:
            yield Problem("setup.safety_first", f"forms.{form.id}", {"question": safety.id})
