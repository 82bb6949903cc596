"""The edge: caches between readers and the site, which are told what to forget when content changes.

`EDGE_VARNISH` and `EDGE_CDN` name them. Each has followers of its own, so that one that is down holds up no other.
docs/edge.md tells how to set one up.
"""

from itp_cms.core.edge.followers import register_edges

__all__ = ["register_edges"]
