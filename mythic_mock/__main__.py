"""`python -m mythic_mock`."""

import sys

from mythic_mock.cli import main

sys.exit(main())
