"""Stands in for PagerDuty, Slack, webhooks and a mail server: checks what arrives as they would, and keeps it."""

from watchspec_generators.demo.sink.delivery import Delivery, Inbox, Protocol
from watchspec_generators.demo.sink.http import HttpSink
from watchspec_generators.demo.sink.smtp import SmtpSink

__all__ = ["Delivery", "HttpSink", "Inbox", "Protocol", "SmtpSink"]
