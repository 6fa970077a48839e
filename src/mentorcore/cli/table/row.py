"""What the table is made of."""

from __future__ import annotations

from mentorcore.cli.first import Row as Row

PERSON, OTHER, MATCH = "P-7K3F9Q2H", "P-4T8W2NXX", "M-7K3F9Q2H"
CONCERN, DUTY, MESSAGE = "C-7K3F9Q2H", "D-7K3F9Q2H", "G-7K3F9Q2H"
SESSION, TASK = "S-7K3F9Q2H", "T-7K3F9Q2H"
RECORD, PASS = "E-4T8W2NXX", "X-7K3F9Q2H"
WORKSHOP = "W-7K3F9Q2H"
DRAFT, OTHER_DRAFT = "F-7K3F9Q2H", "F-4T8W2NXX"
RECEIPT = "E-7K3F9Q2H"
FOR = f"--on-behalf-of {PERSON} --how phone"
"""What examples are made of."""
