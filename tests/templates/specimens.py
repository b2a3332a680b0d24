"""Pages that exist for these tests only: every piece of docs/design.md once, in the shells that carry them."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone

from portal.councils.models import Council
from portal.councils.views import CouncilView
from portal.refusals import NotYours, Refusal

PIECES = """{% extends "portal/desk.html" %}{% load words %}
{% block title %}Every piece{% endblock %}
{% block content %}
{% include "portal/partials/error_summary.html" %}
<p class="eyebrow">Press release</p>
<div class="page-head"><h1>Footbridge at Mill Lane closed for repair</h1><a class="govuk-button" href="#main-content">New draft</a></div>
<div class="toolbar">{% for stage, label in stages %}{% include "portal/partials/stage.html" %} {% endfor %}</div>
<p class="saved-state" role="status">Saved 10:04 am</p>
<p class="presence" role="status">Ann Clerk has this open too</p>
<h2>Waiting for you</h2>
<ul class="queue-list">
{% for row in "123" %}<li class="queue-row{% if forloop.first %} queue-row--urgent{% elif forloop.last %} queue-row--debt{% endif %}">
<div class="queue-row__main"><h3><a href="#{{ row }}">Temporary closure of the recreation ground car park, item {{ row }}</a></h3>
<p class="meta">Cllr Jo Deputy, Deputy Mayor · {{ now|ago }}</p></div>
<div class="queue-row__side">{% include "portal/partials/stage.html" with stage="submitted" label="Submitted" %}<a href="#{{ row }}">Read it</a></div></li>{% endfor %}
</ul>
<h2>Findings</h2>
<div class="finding finding--block" id="finding-1"><p class="finding__title">Must be changed: no press contact</p><p>A release names somebody whom the press can ring.</p></div>
<div class="finding finding--answer" id="finding-2"><p class="finding__title">Needs an answer: a live planning matter</p><p>Say why this may go out now.</p></div>
<div class="finding finding--advise" id="finding-3"><p class="finding__title">Advice: long sentence</p><p>Forty words in one sentence.</p></div>
<div class="prose"><p>The council said <mark class="finding-mark finding-mark--block">the developer lied</mark> on <mark class="finding-mark">Tuesday</mark>.</p>
<h2>Where to cross</h2><ul><li>By the church</li><li>At <a href="https://example.org/a/very/long/address/that/does/not/break/anywhere/by/itself/and/goes/on">https://example.org/a/very/long/address/that/does/not/break/anywhere/by/itself/and/goes/on</a></li></ul></div>
<div class="diff prose"><p>The bridge closes on <del>Monday</del> <ins>Tuesday 12 May</ins> for four weeks.</p></div>
<figure class="quote-block"><blockquote><p>We know how much the bridge is used.</p></blockquote><figcaption>Ann Clerk, Town Clerk</figcaption></figure>
<table class="table-stack"><caption>Deliveries</caption><thead><tr><th scope="col">Channel</th><th scope="col">State</th><th scope="col">When</th></tr></thead>
<tbody><tr><th scope="row" data-label="Channel">Newsroom</th><td data-label="State">{% include "portal/partials/stage.html" with stage="sent" label="Sent" %}</td><td data-label="When" class="numeric">{{ now|moment }}</td></tr>
<tr><th scope="row" data-label="Channel">Press list: Pellworth Gazette</th><td data-label="State">{% include "portal/partials/stage.html" with stage="failed" label="Failed" %}</td><td data-label="When" class="numeric">{{ now|moment }}</td></tr></tbody></table>
<ul class="card-list"><li class="card"><h3><a href="#c">A card</a></h3><p class="meta">{{ now|day }}</p></li><li class="card"><h3>Another</h3><p>Text.</p></li></ul>
{% include "portal/partials/empty.html" with title="Nothing waits for you" text="What councillors submit appears here." link="#x" link_text="See what was issued" %}
<h2>Write</h2>
<form method="post" novalidate>{% csrf_token %}{{ form }}
<div class="sticky-actions"><div class="govuk-button-group"><button class="govuk-button">Submit to the clerk</button><button class="govuk-button govuk-button--secondary">Save</button><a class="govuk-link" href="#x">Preview</a></div></div></form>
<button type="button" class="link-button" hx-get="{% url 'specimen_refusal' council=council.slug %}" hx-target="#main-content">Approve by htmx</button>
<button type="button" class="link-button" hx-get="/nowhere/" hx-target="#main-content">Ask for what is not there</button>
{% include "portal/partials/pagination.html" %}
{% include "portal/partials/confirm.html" with form=None title="Take this item down?" text="It stays in the record." action="." button="Take it down" back="#x" danger=True %}
<article class="letter-preview"><p>Dear Mr Smith,</p><p>Thank you for your letter.</p></article>
{% endblock %}
{% block aside %}
<div class="card"><h2>Where it stands</h2><dl class="facts"><div><dt>Reference</dt><dd>PTC-2026-0012</dd></div><div><dt>Embargo</dt><dd>{{ now|moment }}</dd></div></dl></div>
<h2>What happened</h2>
<ol class="timeline"><li><p class="timeline__what">Submitted to the clerk</p><p class="meta">Cllr Jo Deputy · {{ now|ago }}</p></li><li><p class="timeline__what">Revision 3 saved</p><p class="meta">{{ now|moment }}</p></li></ol>
{% endblock %}"""

NEWS = """{% extends "portal/public.html" %}{% load words %}
{% block title %}News{% endblock %}
{% block content %}
<h1>News from the council</h1>
<ul class="news-list">{% for n in "12" %}<li class="news-item"><h2><a href="#{{ n }}">Footbridge at Mill Lane closed for four weeks from Tuesday</a></h2>
<p class="meta">Press release · {{ now|day }}</p><p>The footbridge at Mill Lane closes for repair. Walkers are asked to cross by the church.</p></li>{% endfor %}</ul>
<article><header class="article-head"><h2>Footbridge at Mill Lane</h2><p class="meta">{{ now|moment }}</p></header>
<div class="correction"><p><strong>Correction, {{ now|day }}:</strong> the bridge closes on Tuesday, not on Monday.</p></div>
<div class="prose"><p>The footbridge at Mill Lane closes for repair on Tuesday. The work replaces the deck and the north handrail.</p>
<figure class="quote-block"><blockquote><p>We know how much the bridge is used, and thank everybody for their patience.</p></blockquote><figcaption>Ann Clerk, Town Clerk</figcaption></figure></div>
<p class="capacity-line">Issued by the Town Clerk for the council.</p></article>
{% endblock %}"""


class SpecimenForm(forms.Form):
    """One field of each sort."""

    headline = forms.CharField(help_text="What it is about, in one line.")
    body = forms.CharField(widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("release", "Press release"), ("letter", "Letter")])
    capacity = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("council", "For the council"), ("member", "As a councillor")],
        help_text="The reader is told.",
    )
    channels = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[("newsroom", "Newsroom"), ("press", "Press list")],
        required=False,
    )
    embargo = forms.SplitDateTimeField(
        required=False,
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
    )
    picture = forms.ImageField(required=False)
    agreed = forms.BooleanField(label="The people in the picture agreed", help_text="In writing.")


class PiecesView(CouncilView):
    """Every piece in the desk's shell; a POST comes back with its errors."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the pieces."""
        return self._show(request, SpecimenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the pieces with what is wrong."""
        return self._show(request, SpecimenForm(request.POST))

    def _show(self, request: HttpRequest, form: forms.Form) -> HttpResponse:
        page = Paginator(list(range(60)), 20).get_page(request.GET.get("page", "2"))
        known = "draft submitted returned approved issued rejected withdrawn pending sending sent unknown failed held"
        stages = [(name, name.title()) for name in known.split()]
        context = {"form": form, "page": page, "now": timezone.now(), "stages": stages, "section": "drafts"}
        return _render(PIECES, context, request)


class RefusingView(CouncilView):
    """Refuses, as a verb would."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Refuse."""
        raise Refusal("Ann Clerk approved this item a minute ago.", "Nothing was changed. Read what she decided.")


def refuse(request: HttpRequest) -> HttpResponse:
    """Refuse somebody outside any council."""
    raise NotYours("You may not approve, return, reject and issue.")


def fail(request: HttpRequest) -> HttpResponse:
    """Fail, as a bug would."""
    raise RuntimeError("a bug")


def news(request: HttpRequest, council: str) -> HttpResponse:
    """Show the public pieces."""
    found = Council.objects.get(slug=council)
    return _render(NEWS, {"council": found, "now": timezone.now(), "section": "newsroom"}, request)


def _render(source: str, context: dict[str, Any], request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request))


urlpatterns = [
    path("specimens/refusal/", refuse),
    path("specimens/failure/", fail),
    path("<slug:council>/specimens/pieces/", PiecesView.as_view()),
    path("<slug:council>/specimens/refusal/", RefusingView.as_view(), name="specimen_refusal"),
    path("<slug:council>/specimens/news/", news),
    path("", include("portal.urls")),
]
