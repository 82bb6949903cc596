#!/usr/bin/env python
"""Django's command line, with the settings of development unless others are named."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itp_cms.settings.dev")
    from django.core.management import execute_from_command_line

    from itp_cms.settings.environment import EnvironmentRefused

    try:
        execute_from_command_line(sys.argv)
    except EnvironmentRefused as error:
        sys.exit(str(error))  # sentences for people, who need no traceback


if __name__ == "__main__":
    main()
