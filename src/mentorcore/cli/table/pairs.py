"""The commands about matches."""

from __future__ import annotations

from mentorcore.cli.table.row import DRAFT, FOR, MATCH, OTHER, OTHER_DRAFT, PERSON, Row

PAIRS = {
    "matches propose": Row(
        "Make a round: propose somebody to everybody in the pool",
        "Former les binômes : une proposition pour chaque personne en attente",
        "matches propose",
        "matches.propose",
        "matches:ProposeRound",
        own="drafts:propose",
    ),
    "matches compare": Row(
        "What differs between two drafts; as drafts compare",
        "Ce qui change d’un brouillon à l’autre ; comme drafts compare",
        f"matches compare {DRAFT} {OTHER_DRAFT}",
        own="drafts:compare",
    ),
    "matches pair": Row(
        "Bring two people together by hand",
        "Former un binôme à la main",
        f"matches pair {PERSON} {OTHER}",
        "matches.pair",
        "matches:PairByHand",
    ),
    "matches list": Row(
        "List matches, oldest first",
        "La liste des binômes, du plus ancien au plus récent",
        "matches list --state active",
        "matches.list",
        "matches:ListMatches",
    ),
    "matches show": Row(
        "One match and what happened in it",
        "Un binôme et son histoire",
        f"matches show {MATCH}",
        "matches.show",
        "matches:ShowMatch",
    ),
    "matches explain": Row(
        "What every rule says about two people",
        "Ce que dit chaque règle de deux personnes",
        f"matches explain {PERSON} {OTHER}",
        "matches.explain",
        "matches:ExplainPair",
    ),
    "matches accept": Row(
        "A party accepts, and chooses what the other will see",
        "Une personne accepte et choisit ce que l’autre verra",
        f"matches accept {MATCH} sms --confidential --from shown.toml {FOR}",
        "matches.accept",
        "matches:AcceptMatch",
    ),
    "matches decline": Row(
        "A party does not want the introduction; no reason is asked for",
        "Une personne ne souhaite pas cette mise en relation ; sans raison à donner",
        f"matches decline {MATCH} {FOR}",
        "matches.decline",
        "matches:DeclineMatch",
    ),
    "matches introduce": Row(
        "Introduce two people who both accepted",
        "Mettre en relation deux personnes qui ont accepté",
        f"matches introduce {MATCH}",
        "matches.introduce",
        "matches:IntroduceMatch",
    ),
    "matches resend": Row(
        "Send a party the introduction again, at their request",
        "Renvoyer la mise en relation, à la demande de la personne",
        f"matches resend {MATCH} {FOR}",
        "matches.resend",
        "matches:ResendIntroduction",
    ),
    "matches keep": Row(
        "A party wants a copy of the pair’s own agreement kept; it is once both have asked",
        "Une personne souhaite garder une copie de l’accord du binôme ; il faut que les deux le demandent",
        f"matches keep {MATCH} {FOR}",
        "matches.keep",
        "matches:KeepAgreement",
    ),
    "matches suspend": Row(
        "Interrupt a match; both are called in neutral words",
        "Suspendre un binôme ; les deux sont appelés en mots neutres",
        f"matches suspend {MATCH}",
        "matches.suspend",
        "matches:SuspendMatch",
    ),
    "matches resume": Row(
        "Let a suspended match go on",
        "Reprendre un binôme suspendu",
        f"matches resume {MATCH}",
        "matches.resume",
        "matches:ResumeMatch",
    ),
    "matches close": Row(
        "A party ends the match: at once, and without a reason",
        "Une personne met fin au binôme : tout de suite et sans raison à donner",
        f"matches close {MATCH} {FOR}",
        "matches.close",
        "matches:CloseMatch",
    ),
    "matches end": Row(
        "The programme ends a match, or takes a proposal back",
        "Le programme met fin au binôme, ou retire une proposition",
        f"matches end {MATCH}",
        "matches.end",
        "matches:EndByProgramme",
    ),
    "matches wish": Row(
        "Name people with whom somebody would like to be, in place of those named before",
        "Nommer les personnes avec qui quelqu’un aimerait être, à la place de celles d’avant",
        f"matches wish {PERSON} {OTHER} {FOR}",
        "matches.wish",
        "matches:WishFor",
    ),
    "matches wishes": Row(
        "Whom somebody named, the first choice first",
        "Qui quelqu’un a nommé, le premier choix d’abord",
        f"matches wishes {PERSON} {FOR}",
        "matches.wishes",
        "matches:ShowWishes",
    ),
    "matches rematch": Row(
        "A participant asks for a new match",
        "Une personne demande un nouveau binôme",
        f"matches rematch {PERSON} {FOR}",
        "matches.rematch",
        "matches:AskRematch",
    ),
}
