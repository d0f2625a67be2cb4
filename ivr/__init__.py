"""The telephone: turns calls into actions and answers into speech."""
