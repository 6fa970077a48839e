"""Every command, as plain data. A test compares the table with the verbs of the desk, and runs every example."""

from __future__ import annotations

from mentorcore.cli.first import SINGLE
from mentorcore.cli.first import Row as Row
from mentorcore.cli.table.closing import CLOSING
from mentorcore.cli.table.disclosure import DISCLOSURE
from mentorcore.cli.table.drafts import DRAFTS
from mentorcore.cli.table.everyday import EVERYDAY
from mentorcore.cli.table.meetings import MEETINGS
from mentorcore.cli.table.pairs import PAIRS
from mentorcore.cli.table.people import PEOPLE
from mentorcore.cli.table.setup import SETUP
from mentorcore.cli.table.surveys import SURVEYS

COMMANDS = {
    **SINGLE,
    **EVERYDAY,
    **PEOPLE,
    **DISCLOSURE,
    **PAIRS,
    **DRAFTS,
    **MEETINGS,
    **SURVEYS,
    **CLOSING,
    **SETUP,
}
"""Path of words to command."""
