"""What fellows go on to do after the programme: strands, and projects in them."""

from legacy_projects.models.index import LegacyProjectIndexPage
from legacy_projects.models.projects import (
    LegacyProjectPage,
    ProjectFigure,
    ProjectFunder,
    ProjectInstitution,
    ProjectPlace,
    ProjectPost,
)
from legacy_projects.models.strands import StrandPage

__all__ = [
    "LegacyProjectIndexPage",
    "LegacyProjectPage",
    "ProjectFigure",
    "ProjectFunder",
    "ProjectInstitution",
    "ProjectPlace",
    "ProjectPost",
    "StrandPage",
]
