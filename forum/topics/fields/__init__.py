"""What a topic asks its questions for beside their text: defined by admins, answered by askers (`threads`)."""
