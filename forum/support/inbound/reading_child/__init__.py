"""What the process that reads strangers' mails runs (see `forum.support.inbound.reading`)."""
