"""The desk of those who keep the knowledge base: entries, their review, and trying a question."""
