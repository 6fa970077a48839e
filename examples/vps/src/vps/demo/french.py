"""The story in French."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FRENCH: Final[Mapping[str, str]] = {
    "there_already": (
        "Le dossier {directory} contient déjà une démonstration, et rien n’y est écrasé. Supprimez ce dossier, "
        "ou choisissez-en un autre."
    ),
    "opening": (
        "Une année de VPS, avec des personnes inventées. Anne coordonne le programme depuis Lausanne, quelques "
        "heures par semaine. Après « $ », ce qu’elle tape ; en retrait, ce que le logiciel répond ; entre "
        "crochets, les articles du code de conduite dont il s’agit. Les inscriptions viennent de {file}."
    ),
    "who": "{person} ({called})",
    # 6 January
    "binder.title": "Trois personnes d’un classeur",
    "binder.1": (
        "Jusqu’ici, tout tenait dans un classeur. Anne installe le programme, avec le code de conduite alors en "
        "vigueur (version 2023-1), et y inscrit les trois personnes qu’elle suit déjà. Ce qu’elles ont vécu n’y "
        "figure pas : personne n’a à le dire."
    ),
    "binder.2": "Inscrit et admis, au nom d’Anne : {people}.",
    "binder.3": "Deux d’entre elles se connaissent déjà ; Anne reprend leur binôme.",
    "binder.4": "{match} : les deux ont accepté, la mise en contact est faite.",
    # 27 January
    "code.title": "Un nouveau code de conduite",
    "code.1": (
        "Le comité a publié la version 2024-1 du code ; le formulaire en ligne la montre déjà. Anne installe "
        "l’édition du programme qui la contient. Tant qu’elle ne l’a pas adoptée, tout se lit et rien ne "
        "change, pas même par un import."
    ),
    "code.2": (
        "Ce qui a été accepté l’a été dans une autre version : chacune des trois est sollicitée à nouveau. Le "
        "binôme {match} n’est pas touché ; la version ne décide que des nouveaux."
    ),
    "code.3": "{person} n’a pas répondu, et reste hors des tours jusqu’à sa réponse. Rien ne presse.",
    # 3 February
    "file.title": "Le fichier de janvier",
    "file.1": (
        "Anne importe les inscriptions de janvier. Toutes les fautes sont dites d’un coup, par ligne et par "
        "colonne, sans répéter ce qui a été écrit ; et rien n’est enregistré à moitié."
    ),
    "file.2": (
        "Elle écrira à ces personnes. La ligne refusée pour l’âge est la seule que la machine écarte d’elle-même. "
        "En attendant, elle reprend les autres."
    ),
    "file.3": "Enregistrées : {stored} ; lignes laissées de côté : {bad} ; inscrites deux fois : {duplicates}.",
    # 5 February
    "vetting.title": "Qui entre, et qui en décide",
    "vetting.1": (
        "{count} personnes attendent. Ce n’est pas le logiciel qui admet : Anne lit, puis décide en son nom, "
        "une personne après l’autre."
    ),
    "vetting.2": "{count} personnes admises, chacune par Anne, à cette date.",
    "vetting.3": "Pour les {count} autres, il manque quelque chose, et le logiciel dit quoi. Par exemple :",
    "vetting.4": "{person} vit hors des cantons desservis. Anne peut admettre quand même, mais en écrivant pourquoi.",
    "vetting.5": "{person} donne son adresse au téléphone. Elle ne sert qu’à l’admission et à la protection.",
    "vetting.6": "{person} dit oui au code de conduite, au téléphone.",
    "vetting.7": (
        "{count} inscriptions restent en suspens, sans être refusées. Anne envoie {sent} messages de bienvenue, "
        "chacun par le moyen que la personne a dit sûr."
    ),
    # 10 February
    "round.title": "Le premier tour",
    "round.1": "Anne lance un tour : le logiciel propose, personne n’est encore averti de qui que ce soit.",
    "round.2": (
        "{mentees} personnes à accompagner, {mentors} qui accompagnent : {proposed} binômes proposés, {waiting} "
        "personnes sur la liste d’attente."
    ),
    "round.3": "Pourquoi ces deux-là ? Anne seule peut le lire, jamais le binôme.",
    "round.4": (
        "Qui attend, et pourquoi. Chaque personne reçoit un mot et une liste d’aides ; attendre compte au tour suivant."
    ),
    "round.5": (
        "{mentee} n’a pas dit ce que c’était, et n’a pas à le dire : le logiciel ne tranche pas. Anne lui propose {mentor}."
    ),
    "round.6": (
        "Et si Anne voulait réunir {mentee} et {mentor} ? Aucun tour ne le proposera, et le logiciel ne dit "
        "pourquoi à personne, pas même à elle. Nous qui connaissons le fichier le savons : les deux y ont nommé "
        "la même personne."
    ),
    "round.message": "À {person}, par : {channel}. De : « {sender} ». Titre : « {subject} ».",
    # 13 February
    "introductions.title": "Qui reçoit quoi",
    "introductions.1": "Anne va trop vite avec {match} :",
    "introductions.2": (
        "Elle appelle. {mentee} accepte la mise en contact ; mais la confidentialité se lit et s’accepte d’abord :"
    ),
    "introductions.sees": "{person} verra : « {called} », et ce moyen de prendre contact : {channel}. Rien d’autre.",
    "introductions.3": "{mentor} ne souhaite pas de cette proposition. Aucune raison n’est demandée, les places se libèrent.",
    "introductions.4": (
        "Les autres disent oui : {count} mises en contact de plus. Anne envoie {sent} messages, un par un, aux "
        "titres qui ne disent rien."
    ),
    # 14 February
    "limits.title": "Ce que le code ne permet pas",
    "limits.1": "Anne voudrait noter une rencontre du binôme :",
    "limits.2": "Elle voudrait donner une seconde personne à {mentee}, juste au cas où :",
    "limits.3": "Elle voudrait voir l’adresse, pour réunir des gens du même quartier :",
    "limits.shut": "Restent fermés dans ce but : {tiers}.",
    "limits.4": "Quelqu’un de l’extérieur demande un numéro de téléphone :",
    # 28 April
    "april.title": "De nouveaux visages",
    "april.1": "Le fichier d’avril arrive. Une personne s’y inscrit une seconde fois, après un déménagement.",
    "april.2": "Enregistrées : {stored} ; lignes laissées de côté : {bad} ; déjà inscrites : {duplicates}.",
    "april.3": (
        "{mentee} attend depuis février : personne ne parlait sa langue. {mentor}, dans le nouveau fichier, la "
        "parle. Anne les réunit d’abord, puis lance un tour."
    ),
    "april.4": (
        "Binômes proposés : {proposed} ; qui attendait passe avant. Attendent encore : {waiting}. C’est ainsi que "
        "se voit ce qui manque : des personnes qui accompagnent."
    ),
    "april.5": "Tout le monde accepte. Mises en contact : {count} ; messages envoyés : {sent}.",
    # 12 May
    "distress.title": "Quand cela pèse",
    "distress.1": (
        "{person} appelle : les échanges remuent trop de choses. Anne ne demande pas lesquelles. La personne "
        "souhaite qu’on la rappelle."
    ),
    "distress.3": (
        "{person}, de l’autre côté, le signale aussi, sans vouloir d’appel. Les mêmes textes s’affichent, et "
        "aucune tâche ne s’ouvre. Le lendemain, l’agenda d’Anne :"
    ),
    "distress.4": "C’est fait. Tâches restantes ce jour-là : {count}. Messages envoyés : {sent}.",
    # 16 June
    "concern.title": "Un signalement",
    "concern.1": (
        "{raiser} raconte que {named} lui a demandé de l’argent, et ne sait pas encore que faire. Anne le note "
        "ainsi. Tant que la personne n’a pas dit oui, rien que l’autre puisse remarquer :"
    ),
    "concern.2": "{named} aurait beau chercher : la réponse est celle que reçoit tout le monde.",
    "concern.3": "{day}, {raiser} est d’accord d’aller plus loin.",
    "concern.morning": "Le lendemain matin :",
    "concern.4": "{day}, après avoir parlé avec le comité, Anne met fin au binôme et note l’issue.",
    "concern.5": "{raiser} aimerait essayer avec quelqu’un d’autre, et retourne sur la liste d’attente.",
    # 1 September
    "closure.title": "Un départ",
    "closure.1": "{leaver} arrête, et préfère le dire soi-même. Pas de raison, pas de délai.",
    "closure.2": "{match} est terminé, à l’instant. {left} ne reçoit rien de VPS avant les mots de l’autre.",
    "closure.3": "Une semaine après, {left} souhaite un nouveau binôme.",
    # 15 September
    "rematch.title": "Quelqu’un d’autre",
    "rematch.1": (
        "{asker} demande quelqu’un d’autre, alors que son binôme dure encore. On ne peut pas être dans deux à la "
        "fois : le premier se termine d’abord."
    ),
    "rematch.2": "{match} est terminé ; la demande est notée.",
    "rematch.3": "Une tâche s’ouvre : appeler {other}, en mots neutres. Au téléphone, {other} redonne sa place.",
    "rematch.4": "Remettre {left} avec {leaver} ? Seulement si les deux le demandent :",
    "rematch.5": "Binômes proposés : {proposed}.",
    "rematch.proposed": "{mentee} : proposition avec {mentor}.",
    "rematch.waits": "{mentee} : attend encore, et comptera davantage au prochain tour.",
    "rematch.6": "Mises en contact : {count} ; messages envoyés : {sent}.",
    # 3 November
    "erasure.title": "Un effacement",
    "erasure.1": "{person} quitte VPS et demande à lire ce qui est conservé, puis que cela disparaisse.",
    "erasure.2": "Remis à la personne : {tiers} ; {records} pièces du dossier, {messages} messages. Rien sur l’autre.",
    "erasure.3": (
        "{person} : tout est effacé pour de bon. La clé du dossier est détruite ; aucune copie de la base ne peut plus le "
        "lire. {match} prend fin. Restent des numéros sans personne derrière : binômes, pièces, journal."
    ),
    "erasure.4": "Personnes trouvées sous ce nom avec ce numéro : {found}.",
    "erasure.5": "Le journal est intact : {entries} entrées.",
    "erasure.6": "{other} ne reste pas sans un mot :",
    # 28 November
    "end.title": "La fin de l’année",
    "end.1": "{leaver} arrête aussi, et demande que VPS prévienne l’autre.",
    "end.2": "{day}. Anne n’a pas encore appelé, et son agenda le lui dit :",
    "end.3": (
        "L’année : {count} binômes proposés ou formés, {active} durent encore, {ended} sont terminés. Vers "
        "l’extérieur ne sortent que des chiffres arrondis :"
    ),
    "end.4": "Et le code de conduite, article par article : ce qui le tient, et combien d’essais le montrent.",
    "end.figure": "{name} : {value}",
    "agenda.title": "Agenda du {day}",
    "agenda.concerns": "Signalements à traiter : {count}",
    "agenda.overdue": "En retard : {count}",
    "agenda.due": "À faire : {count}",
    "agenda.messages": "Messages à envoyer : {to_send} ; retenus : {held}",
    "letter": "Message à {person}, par : {channel}. Avec : {documents}. [{clauses}]",
    "clauses.row": "{mark} {clause}  {kind} · {met_by} · essais : {tests}",
    "clauses.met": "Articles tenus : {met} sur {count}.",
    "clauses.unmet": "Articles non tenus : {unmet}.",
    "look.1": (
        "L’année est jouée. Sa base de données est dans {directory} ; votre compte ({account}) y est relié à Anne "
        "({anne}). Pour regarder :"
    ),
    "look.2": "Pour tout recommencer, supprimez le dossier {directory}.",
}
"""Name of a sentence to its text."""
