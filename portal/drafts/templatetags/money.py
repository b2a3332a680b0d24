"""Amounts of money as pages write them: `{% load money %}`."""

from django import template

register = template.Library()


@register.filter
def pounds(pence: object) -> str:
    """Return an amount in pence as £1,234.50; "" for what is none."""
    if not isinstance(pence, int):
        return ""
    return f"£{pence // 100:,}.{pence % 100:02d}"
