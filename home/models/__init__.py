"""The home page, plain pages, the annual programme, and forms."""

from home.models.contact import ContactFormField, ContactPage
from home.models.home import Highlight, HomePage
from home.models.programme import (
    ProgrammeDepartment,
    ProgrammeIndexPage,
    ProgrammePage,
    ProgrammePartner,
    ProgrammeSponsor,
)
from home.models.standard import StandardPage
from home.models.submissions import SubmissionKey, SubmittedFile, UnsentMail
from home.models.survey import SurveyFormField, SurveyPage

__all__ = [
    "ContactFormField",
    "ContactPage",
    "Highlight",
    "HomePage",
    "ProgrammeDepartment",
    "ProgrammeIndexPage",
    "ProgrammePage",
    "ProgrammePartner",
    "ProgrammeSponsor",
    "StandardPage",
    "SubmissionKey",
    "SubmittedFile",
    "SurveyFormField",
    "SurveyPage",
    "UnsentMail",
]
