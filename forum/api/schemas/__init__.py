"""The shapes of what comes in (`asked`) and goes out (`told`)."""
