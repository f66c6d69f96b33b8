"""Secrets that stand where they do not belong, in a log or an error's text: what they look like, and hiding them."""

import re

KEY_PREFIX = "tthc766"
_SECRETS = re.compile(
    rf"(?P<key>{KEY_PREFIX}_[0-9a-f]{{12}}_)[\w-]+"  # the id of a key may be shown
    r"|(?P<webhook>whsec_)[\w+/=-]+"
    r"|(?P<password>://[^/\s:@'\"]*:)[^/\s@'\"]+(?=@)",
    re.ASCII,
)
_HIDDEN = "***"


def hide_secrets(text: str) -> str:
    """The text without keys, secrets of webhooks and passwords in addresses."""
    return _SECRETS.sub(lambda found: f"{found[found.lastgroup or 0]}{_HIDDEN}", text)
