from django.http import Http404


def find(request, **kwargs):
    raise Http404


def manage(request, **kwargs):
    raise Http404


def calendar_file(request, **kwargs):
    raise Http404


def leave(request, **kwargs):
    raise Http404


def delete(request, **kwargs):
    raise Http404
