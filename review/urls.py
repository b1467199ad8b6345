"""Every address there is. Each name must stand in the access table; child ids and the like are hex, nothing else."""

from django.urls import path, register_converter

from review.views import child, sign_in, worklist


class Pseudonym:
    """A keyed hash, as runs use it for children and records."""

    regex = "[0-9a-f]{8,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Pseudonym, "pseudonym")

urlpatterns = [
    path("", worklist.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("language/", sign_in.language, name="language"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/find/", worklist.find, name="find"),
    path("children/<pseudonym:child_id>/", child.child, name="child"),
]
