"""What changed, for those who keep a copy: what to fetch again, and what to forget."""
