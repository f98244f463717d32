"""What the log never says: the session that a browser brought, and what a person typed.

The framework quotes a whole event, with its headers and its arguments, when it has no handler of that
name; a tab that stayed open over an upgrade is enough.
"""

import logging
import re
from typing import Any

_EVENT = re.compile(r"Event\(name=(.*?), router_data=.*\)", re.DOTALL)


def keep_events_out_of_logs() -> None:
    """From now on the framework's log names an event and tells nothing else of it."""
    make = logging.getLogRecordFactory()

    def discreet(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if record.name.startswith("reflex"):
            record.msg, record.args = _EVENT.sub(r"Event(name=\1)", record.getMessage()), ()
        return record

    logging.setLogRecordFactory(discreet)
