"""Settings of development, tests and production; the only place that reads the environment."""
