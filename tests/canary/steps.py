"""The table of the sweep: a line for every command, and what whoever types it may read of other people.

A new command needs a line here, and nothing else. Personal fields are not in it: they are filled by themselves, see
`tests.canary.fields`.
"""

from __future__ import annotations

from attrs import frozen

FOR = "--on-behalf-of {%s} --how phone"


@frozen
class Step:
    """One command that does what it is for.

    Args:
        line: what is typed; parts of the programme stand in braces.
        shows: the kinds of values that it shows to whom it is meant for, separated by blanks.
        of: whose these are: parts of the programme, or ``*`` for anybody's; otherwise only of those whom the line
            names, and what was typed itself.
        hidden: those of the kinds that only programs are given.
        committee: the kinds that it shows where a member of the committee types it.
        before: lines typed before it; as a step where some of its fields are left out.
        by: the system user who types it.
        without: personal fields that are left out, separated by blanks.
        refused: why this programme refuses it whoever types it, or empty: somebody has to do it themselves.
    """

    line: str
    shows: str = ""
    of: str = ""
    hidden: str = ""
    committee: str = ""
    before: tuple[str | Step, ...] = ()
    by: str = "anne"
    without: str = ""
    refused: str = ""


def _for(part: str) -> str:
    return FOR % part


_BOTH_AGREED = tuple(
    Step(
        f"consents give {{{part}}} support session-details,session-record {_for(part)}",
        without="recipient",
    )
    for part in ("mentee3", "mentor3")
)
_ACCEPT = "matches accept {proposed} sms --confidential " + _for("mentee2")

STEPS = (
    Step("agenda --to 2025-06-01", shows="contact", of="*"),
    Step("agenda --to 2025-06-01 --ics agenda.ics"),
    Step("find", shows="contact safety", of="mentee1"),
    Step("emergency --full"),
    Step("init vps --dir new"),
    Step("demo vps --into demo"),
    Step("plugins"),
    Step("hooks"),
    Step("messages next", shows="contact safety shown", of="mentee3 mentor3"),
    Step("messages list --person {mentee3}"),
    Step("messages sent {message}"),
    Step("messages release {held} email", before=("safety set {silent} email",)),
    Step("contacts log {mentee4}"),
    Step("duties plan"),
    Step("duties done {duty}"),
    Step("duties waive {duty}"),
    Step("duties defer {duty} --until 2099-03-01"),
    Step("duties adherence --match {active}"),
    Step("participants apply mentor --shown"),
    Step("participants import ../given/inscriptions.csv --keep-going"),
    Step("participants list --role mentor"),
    Step("participants list --with contact,identity --purpose vetting", shows="contact identity", of="*"),
    Step("participants show {mentee1} --purpose vetting", shows="contact identity notes safety"),
    Step(
        "participants show {mentee1} --purpose protection",
        shows="avoid contact identity notes safety",
        committee="contact identity safety",
    ),
    Step("participants edit {mentee1}"),
    Step("participants withdraw {mentee3} " + _for("mentee3")),
    Step(
        "participants export {mentor3} " + _for("mentor3"),
        shows="avoid contact identity notes reviews safety shown",
        hidden="reviews shown",
    ),
    Step("participants export {mentee1} --into own-data " + _for("mentee1")),
    Step("participants erase {mentor5} " + _for("mentor5")),
    Step("participants suspend {mentee4}"),
    Step("participants lift {paused}"),
    Step("participants terminate {mentee4}"),
    Step("participants readmit {excluded}"),
    Step("participants standing {excluded}", shows="standing"),
    Step("participants disclose {mentee1} contact --purpose protection", shows="contact"),
    Step(
        "participants disclose {mentee3} session-record --session {met} --purpose protection",
        shows="session-record",
    ),
    Step("privacy hold {mentee1} proceedings"),
    Step("privacy release {mentor4}"),
    Step("privacy holds"),
    Step("privacy receipt {receipt}"),
    Step("vetting list"),
    Step("vetting show {applicant}", shows="record-words"),
    Step("vetting record {applicant} admission"),
    Step("safety show {mentee2}", shows="safety"),
    Step("safety set {mentee1} sms,email", shows="safety"),
    Step("safety avoid {mentee1}"),
    Step("safety block {mentee1} {mentor5}"),
    Step("safety unblock {mentee1} {mentor2}"),
    Step("safety blocks {mentee1}"),
    Step("safety distress {mentee3} --contact " + _for("mentee3")),
    Step("concerns raise protect-silently {mentor1}"),
    Step("concerns list --all"),
    Step("concerns show {concern}", shows="account concern-note", of="mentee3"),
    Step("concerns act {concern} suspension"),
    Step("concerns resolve {concern} referred --agency-on 2025-02-03", without="no_agency"),
    Step("concerns resolve {concern} unfounded", without="agency"),
    Step("consents give {mentee1} research wishes --way read-out --language fr --private " + _for("mentee1")),
    Step("consents withdraw {mentee1} {consent} " + _for("mentee1")),
    Step("consents list {mentee1}"),
    Step("access show {mentee1} --purpose support"),
    Step("access break-glass {mentee2} {committee}"),
    Step("access ask {mentee2}"),
    Step("access approve {asked} --hours 4"),
    Step("access end {opened}"),
    Step("access review {opened} justified"),
    Step("access list --all"),
    Step("matches propose"),
    Step("matches compare {draft} {other_draft}"),
    Step("matches pair {mentee1} {mentor1}"),
    Step("matches list --state active"),
    Step("matches show {active}", shows="referral-words", of="mentor3"),
    Step("matches explain {mentee1} {mentor1}"),
    Step(_ACCEPT),
    Step("matches decline {proposed} " + _for("mentor2")),
    Step("matches introduce {proposed}", before=(_ACCEPT,)),
    Step("matches resend {active} " + _for("mentee3")),
    Step("matches keep {active} " + _for("mentee3")),
    Step("matches suspend {active}"),
    Step("matches resume {suspended}"),
    Step("matches close {active} " + _for("mentee3")),
    Step("matches end {suspended}"),
    Step("matches reflect {ended} separately " + _for("mentee5")),
    Step("matches reopen {ended} " + _for("mentee5")),
    Step("referrals note {active}", shows="referral-words"),
    Step("workshops announce Budgets --on 2025-03-01 --place Lausanne"),
    Step("workshops list --all"),
    Step("workshops attend {mentee1} {workshop}"),
    Step("matches wish {mentee5} {mentor1} " + _for("mentee5")),
    Step("matches wishes {mentee5} " + _for("mentee5")),
    Step("matches rematch {mentee5} " + _for("mentee5")),
    Step("drafts propose --set weight.near=60 --from {draft}", shows="draft-words", of="*"),
    Step("drafts list"),
    Step("drafts show {draft}", shows="draft-words", of="*"),
    Step("drafts show {draft} --html page.html"),
    Step("drafts lock {draft} {mentee1} {mentor1}", shows="draft-words", of="*"),
    Step(
        "drafts unlock {draft} {mentee1} {mentor1}",
        shows="draft-words",
        of="*",
        before=("drafts lock {draft} {mentee1} {mentor1}",),
    ),
    Step("drafts reject {draft} {mentee1} {mentor1}", shows="draft-words", of="*"),
    Step("drafts compare {draft} {other_draft}"),
    Step("drafts release {draft}"),
    Step("drafts discard {draft}"),
    Step("sessions plan {active} --on 2025-03-20 --at 18:30"),
    Step("sessions move {active} {planned} --on 2025-02-21"),
    Step("sessions log {active} --minutes 60"),
    Step("sessions cancel {active} {planned} mentee agreed"),
    Step("sessions miss {active} {met}"),
    Step("sessions correct {active} {met} --minutes 90"),
    Step("sessions record {active} {met} " + _for("mentee3"), refused="session.record_own"),
    Step("sessions record {active} {met_again} --by-email " + _for("mentee3")),
    Step("sessions list {active}"),
    Step("sessions show {active} {met}"),
    Step(
        "sessions show {active} {met}",
        shows="session-details session-record",
        of="mentee3",
        before=_BOTH_AGREED,
    ),
    Step("tasks agree {active} {met} {mentee3} " + _for("mentor3")),
    Step("tasks list {active}"),
    Step("tasks done {active} {task} " + _for("mentee3")),
    Step("tasks drop {active} {task} " + _for("mentor3")),
    Step("agreement propose {active} " + _for("mentee3")),
    Step(
        "agreement accept {active} --version 2 " + _for("mentee3"),
        before=("agreement propose {active} " + _for("mentor3"),),
    ),
    Step("agreement show {active}"),
    Step("surveys list {mentee3}"),
    Step("surveys answer {active} review month:6 " + _for("mentee3")),
    Step("surveys correct {active} review month:3 " + _for("mentee3")),
    Step("surveys draft {active} review month:6 " + _for("mentee3"), refused="grant.none"),
    Step("surveys show {mentee3} --purpose subject-access " + _for("mentee3"), shows="reviews"),
    Step("surveys show {mentee3} --purpose review", by="cleo", shows="reviews", committee="reviews"),
    Step("surveys figures", by="cleo"),
    Step("programme show"),
    Step("programme check"),
    Step("programme clauses"),
    Step("programme adopt --dry-run"),
    Step("forms list"),
    Step("forms show mentee"),
    Step("documents list"),
    Step("documents show code"),
    Step("staff add committee"),
    Step("staff end {deputy} committee"),
    Step("staff bind {deputy} marie"),
    Step("staff list"),
    Step("retention run --dry-run"),
    Step("audit show --person {mentee1} --last 20"),
    Step("audit verify"),
    Step("audit anchor"),
    Step("db upgrade"),
    Step("db backup copy.db"),
    Step("db restore copy.db --db again.db", before=("db backup copy.db",)),
    Step("db check"),
    Step("keys backup usb"),
    Step("keys restore usb --key-file keys.db", before=("keys backup usb",)),
    Step("keys rotate"),
    Step("keys check"),
)
