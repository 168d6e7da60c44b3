"""Numbers by which the state knows an organ."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NotANumber


def check_uscc(number: str) -> None:
    """Refuse what is not a unified social credit code (统一社会信用代码, GB 32100-2015)."""
    try:
        sound = uscc.validate(number) == number
    except NotANumber:
        sound = False
    if not sound:
        raise ValidationError(
            _("“%(number)s”不是有效的统一社会信用代码（18位，末位是校验码），请核对。"),
            params={"number": number},
        )
