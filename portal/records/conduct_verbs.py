"""The part of the ledger's vocabulary about cases of conduct (portal.records.verbs has it all)."""

ABOUT_CONDUCT: dict[str, str] = {
    "conduct_reported": "received a report of conduct",
    "conduct_passed_on": "passed a report of conduct to whoever handles it",
    "conduct_taken_up": "took a report of conduct up, by clauses in force",
    "conduct_set_aside": "took a report of conduct no further, with a reason",
    "conduct_evidence_kept": "kept more evidence in a case of conduct",
    "conduct_told": "told somebody what is alleged of them",
    "conduct_answered": "answered what is alleged of them",
    "conduct_answer_entered": "entered the answer of whom a case of conduct is about",
    "conduct_suspended_meanwhile": "suspended publishing rights until a case of conduct is decided",
    "conduct_decided": "decided an outcome in a case of conduct",
    "conduct_outcome_done": "showed that an outcome of a case of conduct is carried out",
    "conduct_suspension_reviewed": "looked at a suspension again",
    "conduct_closed": "closed a case of conduct",
    "conduct_pack_taken": "took a pack of a case of conduct",
    "conduct_days_chosen": "chose in how many working days allegations are answered",
}
