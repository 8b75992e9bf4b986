from django.http import Http404


def feed(request, **kwargs):
    raise Http404


def event(request, **kwargs):
    raise Http404
