"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "review.settings")
application = get_wsgi_application()

from review import demo  # noqa: E402

demo.refuse()

import review.urls  # noqa: E402, F401 - every page is loaded before the first answer, and what is wrong stops the start
