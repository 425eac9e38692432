"""A small service whose LLM calls are measured: run it, look at the metrics, read on.

    python examples/quickstart.py

It needs no key: calls go to a provider on loopback that watchspec ships for tests.
With a real provider, `client = OpenAI()` is all that changes.
"""

from __future__ import annotations

from urllib.request import urlopen

from openai import OpenAI

import watchspec
from watchspec.testing import Behaviour, LoopbackProvider


def answer(client: OpenAI, question: str) -> str:
    """The service's own code; it knows nothing of metrics."""
    stream = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}], stream=True
    )
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def main() -> None:
    """Answers three questions, then shows what Prometheus would read."""
    watchspec.instrument()  # every OpenAI client of this process, sync and async
    server, thread = watchspec.start_http_server(0)  # a service takes a fixed port, such as 8000

    behaviour = Behaviour(tokens=12, first_token=0.1, token_delay=0.01)
    with LoopbackProvider(behaviour) as provider, OpenAI(base_url=provider.url, api_key="none") as client:
        for question in ("Where is my order?", "Can I return it?", "Who are you?"):
            with watchspec.context(feature="support_chat"):
                answer(client, question)
                watchspec.score("relevance", 0.9)

    with urlopen(f"http://127.0.0.1:{server.server_port}/metrics", timeout=5) as page:
        lines = page.read().decode().splitlines()
    print(*(line for line in lines if line.startswith("llm_") and not line.endswith(" 0.0")), sep="\n")
    server.shutdown()
    server.server_close()
    thread.join()


if __name__ == "__main__":
    main()
