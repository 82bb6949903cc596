"""What the admin shows of submissions."""
