"""Comments under questions and answers: their tables, rules, deeds and pages. They are not searched."""
