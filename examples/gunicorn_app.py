"""A service that gunicorn runs in several processes; any of them answers /metrics for all.

OPENAI_API_KEY=... gunicorn --config examples/gunicorn.conf.py --chdir examples gunicorn_app:app
"""

from __future__ import annotations

from flask import Flask
from openai import OpenAI
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import watchspec

watchspec.instrument()

app = Flask(__name__)
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/metrics": watchspec.make_wsgi_app()})  # type: ignore[method-assign]  # as Flask's documentation has it
client = OpenAI()


@app.get("/answer")
def answer() -> str:
    """The service's own code; it knows nothing of metrics."""
    with watchspec.context(feature="support_chat"):
        made = client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": "Where is my order?"}]
        )
    return made.choices[0].message.content or ""
