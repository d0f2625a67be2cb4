"""Keys of other systems: made, narrowed, revoked; where each is told, and how that fares."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked
from hotline.actions import api_keys, webhooks
from hotline.errors import Refused
from hotline.house import House
from hotline.pages import typed
from hotline.records import HEARS, ApiScope, Channel, Webhook
from hotline.reports import changes, keys
from hotline.reports.names import Names
from hotline.rules.organisation import Body, scope_of
from hotline.rules.wording import Wording
from hotline.work import Work

LONGEST_NAME = 100
NAME = Wording(key="label.key_name", zh="系统名称", en="Name of the system")
URL = Wording(key="label.webhook_url", zh="通知地址", en="Address")
NO_NAME = Wording(
    key="key.no_name", zh="请填写系统名称。", en="Enter the name of the other system."
)
NO_PLACE = Wording(key="key.no_place", zh="请选择属地。", en="Choose a place.")
# Of what another system files; what is spoken comes by no interface.
CHANNELS = tuple(each for each in Channel if each not in (Channel.PHONE, Channel.VOICEMAIL))


def page(work: Work) -> ResponseReturnValue:
    """Every key in reach, and the form for another."""
    names = Names(work)
    return render_template(
        "console/keys.html",
        found=keys.listed(work),
        places=asked.places(work, keys.PERMISSION),
        scopes=keys.scopes(work),
        channels=[(each.value, names.word("channel", each.value)) for each in CHANNELS],
        longest=LONGEST_NAME,
        usual_rate=work.book.line.guards[api_keys.GUARD].per_subject,
        ticked=request.form.getlist("scope"),
    )


def make(work: Work) -> ResponseReturnValue:
    """A new key; its secret stands on this page and nowhere else."""
    name = typed.line("name", label=NAME, limit=LONGEST_NAME)
    place_id = typed.number("place")
    if not name:
        raise Refused(NO_NAME, field="name")
    if place_id not in {place.id for place in asked.places(work, keys.PERMISSION)}:
        raise Refused(NO_PLACE, field="place")
    channel = request.form.get("channel", "")
    key, secret = api_keys.make(
        work, name=name, place_id=place_id, scopes=_ticked("scope"),
        channel=Channel(channel) if channel in CHANNELS else None,
        per_minute=typed.number("per_minute"),
    )  # fmt: skip
    return _one(work, key.id, key_secret=secret)


def one(work: Work, key_id: int, webhook_id: int | None = None) -> ResponseReturnValue:
    """One key: what it may, where it is told, what it was told last."""
    return _one(work, key_id)


def narrow(work: Work, key_id: int) -> ResponseReturnValue:
    """The key may do less from now on."""
    api_keys.narrow(
        work, key_id=key_id, scopes=_ticked("scope"),
        per_minute=typed.number("per_minute"),
    )  # fmt: skip
    flash(_("已缩小此密钥的权限。"))
    return redirect(url_for("console.key", key_id=key_id))


def revoke(work: Work, key_id: int) -> ResponseReturnValue:
    """The key lets nobody in any more, and is told nothing."""
    api_keys.revoke(work, key_id=key_id)
    flash(_("密钥已停用，发往它的通知也已停止。"))
    return redirect(url_for("console.key", key_id=key_id))


def registering(house: House) -> Callable[..., ResponseReturnValue]:
    """The view that registers an address, as this house allows addresses."""

    def register(work: Work, key_id: int) -> ResponseReturnValue:
        """An address at which the other system is told; its secret stands on this page alone."""
        key = api_keys.held(work, key_id=key_id)
        units = {unit.id for unit in _units(work, key.jurisdiction_id)}
        chosen = {typed.whole_number(each) for each in request.form.getlist("unit")}
        webhook, secret = webhooks.register(
            work, house.settings, key, unit_ids=units & chosen, wants=_ticked("wants"),
            redirect=request.form.get("redirect"),
            url=typed.line("url", label=URL, limit=webhooks.LONGEST_URL),
        )  # fmt: skip
        return _one(work, key_id, webhook_id=webhook.id, webhook_secret=secret)

    return register


def exchange(work: Work, key_id: int, webhook_id: int) -> ResponseReturnValue:
    """A new secret, which stands on this page and nowhere else."""
    secret = webhooks.exchange_secret(work, _webhook(work, key_id, webhook_id))
    return _one(work, key_id, webhook_id=webhook_id, webhook_secret=secret)


def again(work: Work, key_id: int, webhook_id: int) -> ResponseReturnValue:
    """Everything open is told once more."""
    count = webhooks.tell_again(work, _webhook(work, key_id, webhook_id))
    flash(_("正在重新发送%(count)d件。", count=count))
    return redirect(url_for("console.key", key_id=key_id))


def end(work: Work, key_id: int, webhook_id: int) -> ResponseReturnValue:
    """Nothing is sent there any more."""
    webhooks.end(work, _webhook(work, key_id, webhook_id))
    flash(_("已停止向这个地址发送通知。"))
    return redirect(url_for("console.key", key_id=key_id))


def _webhook(work: Work, key_id: int, webhook_id: int) -> Webhook:
    return webhooks.held(work, api_keys.held(work, key_id=key_id), webhook_id=webhook_id)


def _one(
    work: Work,
    key_id: int,
    *,
    key_secret: str | None = None,
    webhook_id: int | None = None,
    webhook_secret: str | None = None,
) -> ResponseReturnValue:
    key = api_keys.held(work, key_id=key_id)
    names = Names(work)
    return render_template(
        "console/key.html",
        key=keys.shown(work, key),
        key_secret=key_secret,
        webhook_id=webhook_id,
        webhook_secret=webhook_secret,
        hears=[each for each in keys.scopes(work) if each[0] in HEARS.intersection(key.scopes)],
        units=[(unit.id, names.unit(unit.id)) for unit in _units(work, key.jurisdiction_id)],
        ticked=request.form.getlist("wants"),
        channels=work.book.redirects.channels,
        ticked_units=request.form.getlist("unit"),
        longest=webhooks.LONGEST_URL,
        history=changes.of(work, f"key:{key_id}"),
    )


def _units(work: Work, place_id: int) -> list[Body]:
    organisation = work.book.organisation
    within = scope_of(organisation.places.values(), place_id)
    return [unit for unit in organisation.units.values() if unit.place_id in within]


def _ticked(name: str) -> list[ApiScope]:
    return [ApiScope(each) for each in request.form.getlist(name) if each in set(ApiScope)]
