"""The commands about surveys."""

from __future__ import annotations

from mentorcore.cli.table.row import FOR, MATCH, PERSON, Row

SURVEYS = {
    "surveys list": Row(
        "The surveys that somebody can answer now, and those that they answered",
        "Les questionnaires auxquels une personne peut répondre, et ceux qu’elle a remplis",
        f"surveys list {PERSON}",
        "surveys.list",
        "surveys:ListSurveys",
    ),
    "surveys answer": Row(
        "A party of a match answers a survey, question by question or from a file",
        "Une personne du binôme répond à un questionnaire, question par question ou depuis un fichier",
        f"surveys answer {MATCH} review month:3 --from review.toml {FOR}",
        "surveys.answer",
        "surveys:AnswerSurvey",
        "surveys:answer",
    ),
    "surveys correct": Row(
        "A party answers anew; what was answered before is kept beside it",
        "Une personne répond à nouveau ; ce qu’elle avait répondu est conservé à côté",
        f"surveys correct {MATCH} review month:3 --from review.toml {FOR}",
        "surveys.correct",
        "surveys:CorrectSurvey",
        "surveys:correct",
    ),
    "surveys draft": Row(
        "Keep what you have typed so far, for yourself alone, or forget it",
        "Garder ce que vous avez déjà saisi, pour vous seul·e, ou l’oublier",
        f"surveys draft {MATCH} review month:3 --from review.toml",
        "surveys.draft",
        "surveys:DraftSurvey",
        "surveys:draft",
    ),
    "surveys show": Row(
        "What somebody answered, as far as your purpose opens it",
        "Ce qu’une personne a répondu, selon le but choisi",
        f"surveys show {PERSON}",
        "surveys.show",
        "surveys:ShowSurveys",
    ),
    "surveys figures": Row(
        "What all answered together, as far as it may be shown",
        "Ce que toutes les réponses donnent ensemble, dans la mesure où cela peut être montré",
        "surveys figures",
        "surveys.figures",
        "surveys:SurveyFigures",
    ),
}
