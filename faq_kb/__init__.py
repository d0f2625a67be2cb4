"""The knowledge base: find the approved answer, or say honestly that there is none."""
