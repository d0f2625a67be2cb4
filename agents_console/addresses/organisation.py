"""The addresses of those who keep the organisation: its tree, its days, and its accounts."""

from __future__ import annotations

from agents_console import absences, calendar_days, members, places, units
from hotline.house import House
from hotline.pages.door import Address, View


def addresses(house: House) -> tuple[Address, ...]:
    """Every page on which the organisation is kept."""
    return (*_places(), *_units(house), *_calendar(), *_members())


EDITS = "edit_organisation"


def _places() -> tuple[Address, ...]:
    """The tree, and what is kept of a place."""
    one = "/places/<int:place_id>"
    acts = (
        ("", "alter_place", places.alter_place),
        ("/move", "move_place", places.move_place),
        ("/functions", "bind_functions", places.bind),
        ("/numbers", "give_number", places.give_number),
        ("/numbers/remove", "take_number", places.take_number),
        ("/hours", "hours_of_place", places.hours_of_place),
    )
    return (
        Address("/organisation", "organisation", show=places.listing, needs=EDITS),
        Address(
            "/organisation/places", "add_place", show=places.listing, act=places.add_place,
            only_act=True, needs=EDITS,
        ),
        Address(
            "/organisation/units", "add_unit", show=places.listing, act=units.add_unit,
            only_act=True, needs=EDITS,
        ),
        Address(one, "place", show=places.place, needs=EDITS),
        *(
            Address(
                f"{one}/edit{path}", name, show=places.place, act=act, only_act=True, needs=EDITS
            )
            for path, name, act in acts
        ),
    )  # fmt: skip


def _units(house: House) -> tuple[Address, ...]:
    """A unit's page, for all who see the directory, and what is kept of it."""
    one, liaison = "/units/<int:unit_id>", "/liaisons/<int:liaison_id>"
    acts: tuple[tuple[str, str, View], ...] = (
        ("", "alter_unit", units.alter_unit),
        ("/hours", "hours_of_unit", units.hours_of_unit),
        ("/unite", "unite", units.unite),
        ("/screen", "set_up_screen", units.screens(house)),
        ("/liaisons", "add_liaison", units.add_liaison),
        (liaison, "alter_liaison", units.alter_liaison),
        (f"{liaison}/remove", "remove_liaison", units.remove_liaison),
    )
    return (
        Address(one, "unit", show=units.unit, needs="see_directory"),
        *(
            Address(f"{one}/edit{path}", name, show=units.unit, act=act, only_act=True, needs=EDITS)
            for path, name, act in acts
        ),
    )


def _calendar() -> tuple[Address, ...]:
    """The days that notices name, the four ways to change them, and what that moved."""
    changing = (
        ("add", calendar_days.add),
        ("remove", calendar_days.remove),
        ("import", calendar_days.take_in),
        ("confirm", calendar_days.confirm),
    )
    page, needs = calendar_days.page, "edit_organisation"
    return (
        Address("/calendar", "calendar", show=page, needs=needs),
        Address("/calendar/changes", "calendar_changes", show=calendar_days.changes, needs=needs),
        Address(
            "/calendar/counting", "calendar_counting", show=calendar_days.counting, needs=needs
        ),
        Address(
            "/calendar/changes/<int:change_id>", "calendar_moved", show=calendar_days.moved,
            needs=needs,
        ),
        *(
            Address(
                f"/calendar/{name}", f"calendar_{name}", show=page, act=act, only_act=True,
                needs=needs,
            )
            for name, act in changing
        ),
    )  # fmt: skip


def _members() -> tuple[Address, ...]:
    """The accounts, and what is done to one of them; the actions say by whom."""
    one, needs = "/staff/<int:staff_id>", "see_accounts"
    acts = (
        ("deputy", "name_deputy", absences.name, "name_deputies"),
        ("alter", "alter_member", members.alter, "edit_accounts"),
        ("move", "move_member", members.move, "edit_accounts"),
        ("close", "close_member", members.close, "edit_accounts"),
        ("password", "renew_password", members.renew_password, "edit_accounts"),
        ("addresses", "member_addresses", members.set_addresses, "edit_accounts"),
        ("addresses/again", "member_code_again", members.send_code_again, "edit_accounts"),
        ("sessions", "end_sessions", members.end_sessions, "end_sessions"),
        ("roles/grant", "grant_role", members.grant, "grant_roles"),
        ("roles/revoke", "revoke_role", members.revoke, "grant_roles"),
        ("roles/pass", "pass_roles", members.pass_roles, "grant_roles"),
    )
    return (
        Address("/staff", "members", show=members.listing, needs=needs),
        Address(
            "/staff/new", "add_member", show=members.listing, act=members.add, only_act=True,
            needs="edit_accounts",
        ),
        Address(one, "member", show=members.page, needs=needs),
        *(
            Address(f"{one}/{path}", name, show=members.page, act=act, only_act=True, needs=need)
            for path, name, act, need in acts
        ),
    )  # fmt: skip
