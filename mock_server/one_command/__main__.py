"""`python -m mock_server.one_command`."""

import sys

from mock_server.one_command.cli import main

sys.exit(main())
