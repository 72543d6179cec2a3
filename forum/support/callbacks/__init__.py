"""Call me back: agents offer times, a customer books one from her case, both have it in their calendars."""
