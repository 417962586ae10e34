"""Where the process that holds the national law is asked. Read by connectors.openfisca."""

from parvis.config import env
from parvis.connectors.openfisca.address import socket_in

LAW = env.LAW.value or socket_in(env.DATA_DIR.value)
