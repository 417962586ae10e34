"""Settings, cut by subject; each file stays short. Values come from `config/env.py`."""

from parvis.config.settings.apps import *  # noqa: F403
from parvis.config.settings.base import *  # noqa: F403
from parvis.config.settings.database import *  # noqa: F403
from parvis.config.settings.identity import *  # noqa: F403
from parvis.config.settings.law import *  # noqa: F403
from parvis.config.settings.maps import *  # noqa: F403
from parvis.config.settings.messages import *  # noqa: F403
from parvis.config.settings.observe import *  # noqa: F403
from parvis.config.settings.security import *  # noqa: F403
