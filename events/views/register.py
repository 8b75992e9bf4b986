from django.http import Http404


def register(request, **kwargs):
    raise Http404


def done(request, **kwargs):
    raise Http404
