"""A plugin that leaves the interpreter when it is imported, as a script would."""

import sys

ANNEALKIT_API = 1

sys.exit("this was meant to be run, not imported")
