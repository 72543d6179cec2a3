"""A second proof beside the password: codes of an authenticator app, passkeys, and recovery codes for when both are lost."""
