"""Forms: what to ask a reader (`shapes`), what was sent (`data`), and the endpoint (`views`)."""
