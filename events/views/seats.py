from django.http import Http404


def seats(request, **kwargs):
    raise Http404
