"""The desk: pages for operators, liaisons, government offices, supervision, supervisors."""
