"""Which tables of this room the database itself keeps from change (organs/triggers.py)."""

from gongkai.service.organs.triggers import Kept

WRITING = {  # migration 0003
    "annual_declaration": Kept("a declaration is never changed or deleted"),
    "annual_closing": Kept("a closing is never changed or deleted", ("filing_id", "number")),
    "annual_closedcase": Kept("what a closing counted is never changed", ("closing_id", "case_id", "again")),
    "annual_explanation": Kept("an explanation is never changed or deleted"),
    "annual_version": Kept("a version is never changed or deleted", ("filing_id", "number")),
    "annual_step": Kept("a step of a filing is never changed or deleted", ("version_id", "place")),
}
REVIEWED = {  # migration 0007
    "annual_reviewedwords": Kept(
        "words that were reviewed are never changed or deleted", ("review_id", "explanation_id")
    ),
    "annual_heldback": Kept("what was held back is never changed or deleted", ("words_id",)),
}
OVERDUE = {  # migration 0010
    "annual_closedoverdue": Kept("what a closing found overdue is never changed or deleted", ("closing_id",)),
}
KEPT = {**WRITING, **REVIEWED, **OVERDUE}
