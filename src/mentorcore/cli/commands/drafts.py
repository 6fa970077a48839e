"""A draft on the screen, or as a picture in a file of its own; and `matches propose`, which makes one where asked to."""

from __future__ import annotations

from typing import Any

from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Param, of_class
from mentorcore.cli.run import Run
from mentorcore.domain.commands.drafts import CompareDrafts, ProposeDraft, ShowDraft
from mentorcore.domain.commands.matches import ProposeRound
from mentorcore.domain.errors import InputFault

HTML = Param("html", "a new file for a page with a picture of it", "option", required=False, metavar="FILE")
DRAFT = Param("draft", "only a draft: nobody is told", "flag", required=False)
_SHOWN, _ = of_class(ShowDraft)
_ROUND, _ = of_class(ProposeRound)
_DRAFT, _ = of_class(ProposeDraft)
_COMPARED, _ = of_class(CompareDrafts)
_ONLY_DRAFTS = tuple(param for param in _DRAFT if param.name in ("weights", "basis"))


def _typed(params: tuple[Param, ...], values: Values) -> dict[str, Any]:
    return {param.name: values[param.name] for param in params if values[param.name] is not None}


def _show(run: Run, values: Values) -> None:
    command = ShowDraft(**_typed(_SHOWN, values))
    if not values["html"]:
        run.show("drafts.show", run.call("drafts.show", command))
        return
    from pathlib import Path

    from mentorcore.cli.places import told_at
    from mentorcore.cli.render import privacy as pages
    from mentorcore.papers.draft_page import write_draft  # start-up: few drafts become a page

    found = run.call("drafts.show", command)
    context = run.programme.context
    path = Path(values["html"])
    with told_at({"--html": path}):
        write_draft(found, context.bundle, context.texts, run.language, path)
    run.print("", pages.Written((path,)), _drawn)


def _drawn(page: Any, found: Any) -> None:
    page.say("page.picture", file=str(found.files[0]))


def _propose(run: Run, values: Values) -> None:
    if values["draft"]:
        params = {**_typed(_ROUND, values), **_typed(_ONLY_DRAFTS, values)}
        if not values["basis"]:
            params.pop("basis", None)
        run.verb("drafts.propose", ProposeDraft, params, ())
        return
    for param in _ONLY_DRAFTS:
        if values[param.name]:
            raise InputFault.one("cli.only_with", param.shown, option="--draft")
    run.verb("matches.propose", ProposeRound, _typed(_ROUND, values), ())


def _compare(run: Run, values: Values) -> None:
    run.verb("drafts.compare", CompareDrafts, _typed(_COMPARED, values), ())


show = Own(_show, (*_SHOWN, HTML))
propose = Own(_propose, (*_ROUND, DRAFT, *_ONLY_DRAFTS))
compare = Own(_compare, _COMPARED)
