"""Pair rules over columns: each judges many pairs in one call and can explain any one of them.

The two index arrays that a rule is asked with broadcast against each other, as lists of pairs or as the rows and
columns of a tile. So what concerns one person alone is looked up before the two meet, in the smallest type that
holds it.

- `bits`: answers with several options, as words of bits
- `answered`: who has not answered, and what that means
- `shared`, `offers`, `availability`: something in common
- `same`: the same choice, or another one
- `ordered`: stages near each other, younger and older
- `distance`: how far apart two people live
- `texts`: how alike two people wrote
- `people`: waiting, free seats and wishes

A question may stay unanswered, and nobody is ruled out for it: what that means is the setting `unanswered`, never a
guess.
"""

from mentorcore_matching.rules.answered import BothAnswered, Unanswered
from mentorcore_matching.rules.availability import CommonSlots
from mentorcore_matching.rules.distance import Near
from mentorcore_matching.rules.offers import Offered
from mentorcore_matching.rules.ordered import AgeApart, NearStage
from mentorcore_matching.rules.people import FreeSeats, Waited, WaitingPriority, Wished, Wishing
from mentorcore_matching.rules.same import OtherChoice, SameChoice
from mentorcore_matching.rules.shared import SharedSet
from mentorcore_matching.rules.texts import SimilarText

__all__ = [
    "AgeApart",
    "BothAnswered",
    "CommonSlots",
    "FreeSeats",
    "Near",
    "NearStage",
    "Offered",
    "OtherChoice",
    "SameChoice",
    "SharedSet",
    "SimilarText",
    "Unanswered",
    "Waited",
    "WaitingPriority",
    "Wished",
    "Wishing",
]
