"""The portal's own settings for workers under test, with what a test says of networks that have one address for all."""

import json
import os

from portal.settings import *  # noqa: F403  all of them, as Django reads them

globals().update(json.loads(os.environ.get("FAULTS_SETTINGS", "{}")))
