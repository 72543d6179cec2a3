"""Rules of the desk: "when ... and ..., then ...", made by moderators and admins, in one page."""
