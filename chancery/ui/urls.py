"""Addresses of the pages. What a module adds lies below its own key; nouns come from the registry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, re_path
from django.utils.module_loading import import_string

from chancery.kernel.module.registry import registry

from .pages import (
    accounts,
    affairs,
    bulk,
    calendar,
    desk,
    detail,
    export,
    forms,
    lists,
    messages,
    moves,
    organs,
    organs_keeping,
    people_keeping,
    picking,
    posts_keeping,
    reports,
    routes,
    routes_editing,
    rules,
    scanner,
    search,
    tables,
    views,
    webhooks,
    webhooks_keeping,
    wings,
)


def _module_pages() -> Iterator[URLPattern]:
    """Pages that modules bring along, by the dotted name of their view; `desk` is no page but a part of the desk."""
    for module in registry.modules.values():
        for address, view in module.pages.items():
            if address != "desk":
                yield path(_page(module.key, address.strip("/")), _called(view))


def _page(module: str, address: str) -> str:
    """A page ends with a slash; an address that names a form, `feed.xml`, does not."""
    return f"{module}/{address}" if "." in address.rpartition("/")[2] else f"{module}/{address}/".replace("//", "/")


def _called(name: str) -> Any:
    """The view behind a dotted name."""
    return import_string(name)


ROW = "<slug:module>/<slug:noun>/<int:pk>/"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("overdue/", desk.overdue, name="overdue"),
    path("login/", accounts.login, name="login"),
    path("logout/", scanner.leave, name="logout"),
    path("a/<slug:code>", scanner.labelled, name="labelled"),
    path("scan/worker.js", scanner.worker, name="scan_worker"),
    path("post/", accounts.switch_post, name="post"),
    path("language/", accounts.language, name="language"),
    path("appearance/", accounts.appearance, name="appearance"),
    path("me/", accounts.me, name="me"),
    path("keys/", wings.keys, name="keys"),
    path("wing/", wings.modules, name="modules"),
    path("wing/<slug:wing>/", wings.modules, name="wing"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.open_message, name="message"),
    path("search/", search.search, name="search"),
    path("suggest/<str:source>/", picking.suggest, name="suggest"),
    path("organs/", organs.organs, name="organs"),
    path("organs/new/", organs_keeping.new_organ),
    path("organs/<int:pk>/", organs.organ, name="organ"),
    path("organs/<int:pk>/rename/", organs_keeping.rename),
    path("organs/<int:pk>/move/", organs_keeping.move),
    path("organs/<int:pk>/end/", organs_keeping.end_organ),
    path("organs/<int:pk>/post/", organs_keeping.new_post),
    path("organs/posts/<int:pk>/end/", organs_keeping.end_post),
    path("organs/posts/<int:pk>/appoint/", posts_keeping.appoint),
    path("organs/posts/<int:pk>/deputy/", posts_keeping.deputy),
    path("organs/posts/<int:pk>/role/", posts_keeping.role),
    path("organs/tenures/<int:pk>/end/", posts_keeping.end_tenure),
    path("organs/deputies/<int:pk>/end/", posts_keeping.end_deputy),
    path("organs/roles/<int:pk>/end/", posts_keeping.end_role),
    path("routes/", routes.routes, name="routes"),
    path("routes/<int:pk>/", routes.route, name="route"),
    path("routes/<int:pk>/copy/", routes.copy),
    path("routes/<int:pk>/retire/", routes.retire_route),
    path("routes/<int:pk>/edit/", routes_editing.edit),
    path("rules/", rules.rules, name="rules"),
    path("rules/<str:key>/set/", rules.set_rule),
    path("rules/<str:key>/", rules.rule, name="rule"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/import/", calendar.bring_in),
    path("people/new/", people_keeping.new_person, name="new_person"),
    path("people/<int:pk>/edit/", people_keeping.edit_person),
    path("people/<int:pk>/account/", people_keeping.account),
    path("people/<int:pk>/account/shut/", people_keeping.shut),
    path("me/password/", people_keeping.own_password, name="own_password"),
    path("people/<int:pk>/", organs.person, name="person"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks_keeping.new),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:pk>/edit/", webhooks_keeping.edit),
    path("webhooks/<int:pk>/secret/", webhooks_keeping.secret),
    path("webhooks/<int:pk>/resume/", webhooks_keeping.resume),
    path("webhooks/<int:pk>/end/", webhooks_keeping.end),
    path("webhooks/<int:pk>/stop/", webhooks.stop),
    path("webhooks/<int:pk>/test/", webhooks.test),
    path("webhooks/<int:pk>/deliveries/<int:delivery>/again/", webhooks.again),
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:module>/<slug:key>/", reports.report, name="report"),
    *_module_pages(),
    path("<slug:module>/<slug:noun>/", lists.rows, name="list"),
    path("<slug:module>/<slug:noun>/new/", forms.new, name="new"),
    path("views/<int:pk>/remove/", views.remove, name="remove_view"),
    path("<slug:module>/<slug:noun>/views/", views.save, name="save_view"),
    path("<slug:module>/<slug:noun>/export/", export.export, name="export"),
    path("<slug:module>/<slug:noun>/bulk/", bulk.bulk, name="bulk"),
    path("<slug:module>/<slug:noun>/import/", tables.bring, name="import"),
    path("<slug:module>/<slug:noun>/import/<int:pk>/", tables.brought, name="import_one"),
    path("<slug:module>/<slug:noun>/table.xlsx", tables.table, name="table"),
    path(ROW, detail.row, name="row"),
    path(ROW + "edit/", forms.edit, name="edit"),
    path(ROW + "trail/", affairs.trail, name="trail"),
    path(ROW + "sight/", affairs.sight, name="sight"),
    path(ROW + "remarks/", affairs.write_remark, name="remark"),
    path(ROW + "remarks/<int:key>/withdraw/", affairs.withdraw_remark, name="withdraw"),
    path(ROW + "files/", affairs.attach_file, name="attach"),
    path(ROW + "files/<int:attachment>/", affairs.file, name="file"),
    re_path(r"^(?P<module>[-\w]+)/(?P<noun>[-\w]+)/(?P<pk>\d+)/(?P<way>previous|next)/$", detail.beside, name="beside"),
    re_path(r"^(?P<module>[-\w]+)/(?P<noun>[-\w]+)/(?P<pk>\d+)/(?P<name>[\w.]+)/$", moves.move, name="move"),
]
