"""What people who label need: agreement, lint, locks, differences, statistics."""
