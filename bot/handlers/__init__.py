"""Floor 2: from a message to a reply, one topic a file."""
