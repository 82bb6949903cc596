"""Elasticsearch, where `ELASTICSEARCH_URL` names one: an engine of what is public, beside the database's own.

It has what readers may find, and no draft. It follows the change log by a cursor of its own; readers are answered
from it while it has come to the log's end, and from the database's index otherwise.
"""
