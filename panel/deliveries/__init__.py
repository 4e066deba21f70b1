"""What webhooks were told, and are to be told: the log of each try, and telling again."""

from panel.deliveries.deeds import DEEDS
from panel.deliveries.lists import DELIVERIES
from panel.deliveries.views import blueprint
from panel.kit.module import Module

MODULE = Module("webhook_deliveries", blueprint, lists=(DELIVERIES,), deeds=(DEEDS,))
