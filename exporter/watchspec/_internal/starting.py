"""The begin of a call: what it is, for whom it is made, and what is added to its request."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal import endpoint
from watchspec._internal.context import current
from watchspec._internal.ledger import LIMIT
from watchspec._internal.operation import Operation, latest
from watchspec._internal.outcomes import attempt_status
from watchspec._internal.plans import MARK, new_plan, plans_of
from watchspec._internal.steps import current as current_step
from watchspec._internal.streams import reads_as_usual
from watchspec._internal.surfaces import RETRIEVAL, surface_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec._internal.plans import Plan
    from watchspec._internal.recorder import Recorder
    from watchspec._internal.series import Series
    from watchspec._internal.step_series import Spent
    from watchspec._internal.steps import Step


def begin(  # noqa: C901 - in one piece, as the path of each call comes by here
    recorder: Recorder, client: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Operation | None:
    """The call to measure, or None for one that is not; never raises."""
    try:
        options = args[1] if len(args) > 1 else kwargs["options"]
        context = current()
        known = client.__dict__
        try:
            plans = known[MARK]
            plan = plans[options.method, options.url, options.json_data["model"], context.feature]
            if plans.url is not known["_base_url"] or plans.recorder is not recorder or options.extra_json is not None:
                plan = None
        except (KeyError, TypeError, AttributeError):
            plan = None
        if plan is None:
            plan = new_plan(plans_of(recorder, client), options, context.feature)
            if plan is None:
                return None
        outer = latest.get()
        if outer is not None:
            if not outer.is_running:
                outer = None
            elif _is_passed_on(outer, plan, options):
                return None
        # Set here one by one: a method of its own would cost more than all of them.
        operation = Operation()
        operation.plan = plan
        operation.context = context
        operation.options = options
        operation.started = operation.attempt_started = perf_counter()
        step = current_step.get()
        if plan.is_special or step is not None:
            _begin_specially(operation, step)
        plan.series.begun()
        ledger = plan.ledger
        if ledger.at_once:
            ledger.tell_begun(plan.series)
        if len(ledger.waiting) > LIMIT:
            ledger.relieve()
        operation.is_running = True
        token = latest.set(operation)
        if outer is not None or not plan.is_generating:
            operation.token = token
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("begin")
        return None
    return operation


def _begin_specially(operation: Operation, step: Step | None) -> None:
    operation.is_special = True
    recorder = operation.series.recorder
    if step is not None:
        operation.steps = step
        operation.spending = _spending(recorder, step, operation.series)
    if recorder.tracer is not None:
        operation.server = operation.plan.server
        recorder.trace(operation)


def _is_passed_on(outer: Operation, plan: Plan, options: Any) -> bool:
    """Whether this is the request that is being made already, passed on by a subclass, with its changes or without."""
    if outer.options is options:
        return True
    return outer.plan.surface is plan.surface and outer.answered_at is None and outer.model == plan.model


def _spending(recorder: Recorder, step: Step, series: Series) -> Sequence[Spent]:
    try:
        return recorder.steps.spending(step, series.labels[-1])
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("step")
        return ()


def is_retrieval(args: tuple[Any, ...]) -> bool:
    """Whether a request that is not measured asks how a response in the background is doing; never raises."""
    try:
        return len(args) > 1 and surface_of(args[1]) is RETRIEVAL
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        return False


def ask_usage(operation: Operation, client: Any, stream_cls: Any) -> None:
    """Lets a stream also ask for its usage, where the caller has no wish of their own; never raises.

    The request has another body until `take_back`. That is cheaper than a copy of the request, and the client
    makes copies of its own before it does anything.
    """
    recorder = operation.series.recorder
    try:
        operation.streamed = True
        options, plan = operation.options, operation.plan
        body = options.json_data
        if (
            stream_cls is not plan.asked_as
            or type(options.headers) is not plan.asked_with
            or type(body) is not dict
            or "n" in body
            or "stream_options" in body
            or options.extra_json is not None
            or not recorder.asks_all
        ):
            asking = _asking(operation, client, stream_cls)
        else:
            asking = {**body, "stream_options": {"include_usage": True}}
        if asking is not None:
            operation.injected = True
            operation.changed = (options, body)
            options.__dict__["json_data"] = asking
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("include_usage")


def _asking(operation: Operation, client: Any, stream_cls: Any) -> dict[str, Any] | None:
    """The body that asks, or None; remembers what an ordinary stream of the plan looks like."""
    options, plan = operation.options, operation.plan
    operation.choices = endpoint.choices_of(options)
    # From a stream that makes something else of its chunks we could not take the extra one out again.
    asks = plan.surface.asks_usage and operation.series.recorder.asks_usage(client) and reads_as_usual(stream_cls)
    if not asks:
        return None
    if not isinstance(options.headers, Mapping):
        plan.asked_as, plan.asked_with = stream_cls, type(options.headers)
    return endpoint.asks_usage(options)


def take_back(operation: Operation) -> None:
    """Leaves the caller's request as it was."""
    if operation.changed is not None:
        options, body = operation.changed
        operation.changed = None
        options.__dict__["json_data"] = body


def refused(operation: Operation, client: Any, exc: BaseException) -> bool:
    """Whether the call failed only because of what we had added; it is then to be sent as it was. Never raises."""
    if getattr(exc, "status_code", None) not in endpoint.REFUSALS:
        return False
    recorder = operation.series.recorder
    try:
        if not endpoint.rejects_usage(exc):
            return False
        operation.attempt_ended(attempt_status(exc) or "400")
        recorder.refused_usage(client)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        # In doubt it was ours: one request too many is better than a call that fails because of us.
        recorder.safety.failed("include_usage")
    operation.injected = False
    take_back(operation)
    operation.response = operation.answered_at = None
    return True
