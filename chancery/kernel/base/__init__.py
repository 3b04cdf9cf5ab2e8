"""Base: Record, actor and scope as context, money, now(), Refused. No Django views."""
