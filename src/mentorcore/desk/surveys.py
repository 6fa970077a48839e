"""The facet `surveys`: answered by one party of a match, once for each occasion; read by them and whom a grant lets."""

from __future__ import annotations

from mentorcore.desk.facet import ANY, OWN, PARTY, Facet, the_person
from mentorcore.desk.survey_answers import answer, answers_of, correct
from mentorcore.desk.survey_drafts import forget_draft, keep_draft
from mentorcore.desk.survey_lines import lines_of
from mentorcore.domain.commands.surveys import (
    AnswerSurvey,
    CorrectSurvey,
    DraftSurvey,
    ListSurveys,
    ShowSurveys,
    SurveyFigures,
)
from mentorcore.domain.surveys import SurveyAnswers, SurveyLine
from mentorcore.engine.form_answers import form_of
from mentorcore.engine.tallies import figures_of
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.indicators import Figure, survey_figures
from mentorcore.storage import surveys


class Surveys(Facet):
    """Surveys."""

    @view("surveys.list", subject="person", purpose="support", grants=("any", *OWN))
    def list(self, work: Work, command: ListSurveys) -> tuple[SurveyLine, ...]:
        """The surveys that somebody can answer now and those that they answered: facts alone, and no answer."""
        return lines_of(work, the_person(work, command.person))

    @action("surveys.answer", subject="match", purpose="support", grants=PARTY)
    def answer(self, work: Work, command: AnswerSurvey) -> SurveyLine:
        """A party answers a survey: from the introduction on, early or late, once for each occasion."""
        return answer(work, command)

    @action("surveys.correct", subject="match", purpose="support", grants=PARTY)
    def correct(self, work: Work, command: CorrectSurvey) -> SurveyLine:
        """A party answers a survey anew; what was answered before is kept beside it."""
        return correct(work, command)

    @action("surveys.draft", subject="match", purpose="support", grants=("party",))
    def draft(self, work: Work, command: DraftSurvey) -> SurveyLine:
        """A party keeps what they have typed so far, for themselves alone and for some days, or forgets it."""
        return forget_draft(work, command) if command.forget else keep_draft(work, command)

    @view("surveys.show", subject="person", purpose="support", grants=("any", *OWN))
    def show(self, work: Work, command: ShowSurveys) -> tuple[SurveyAnswers, ...]:
        """What somebody answered, with the versions before corrections; never to the other party of a match."""
        person = the_person(work, command.person)
        if command.survey:
            form_of(work.bundle, command.survey, "survey", where="survey")
        return answers_of(work, person, match=command.match, survey=command.survey)

    @view("surveys.figures", subject="programme", purpose="reporting", grants=ANY)
    def figures(self, work: Work, command: SurveyFigures) -> tuple[Figure, ...]:
        """What all answered together, as far as a policy lets it be shown."""
        if command.survey:
            form_of(work.bundle, command.survey, "survey", "reflection", where="survey")
        found = figures_of(work.bundle, surveys.tallies_of(work.tx), survey=command.survey)
        return work.context.hooks.ask_flat(survey_figures, tallies=found)
