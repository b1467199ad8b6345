"""Django's settings: the same for the demo and for a city, but for what `configuration` says."""

import logging
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from review.configuration import CONFIGURATION

DEBUG = CONFIGURATION.debug
SECRET_KEY = CONFIGURATION.secret_key.get_secret_value()
LOG_KEY = CONFIGURATION.log_key.get_secret_value().encode()
ALLOWED_HOSTS = CONFIGURATION.hosts
RUNS = CONFIGURATION.runs
ANCHORS = CONFIGURATION.anchor_file
DESKS = CONFIGURATION.desks
CITY = CONFIGURATION.city
PEOPLE = CONFIGURATION.folder / "people"
OPENED = CONFIGURATION.folder / "opened"
DEMO = CONFIGURATION.demo
OIDC = CONFIGURATION.oidc

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "review",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "review.middleware.language",
    "review.middleware.session_limits",
    "review.middleware.DenyByDefault",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "review.urls"
WSGI_APPLICATION = "review.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "review.pages.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "review.templatetags.events",
                "review.templatetags.saying",
                "review.templatetags.wording",
            ],
        },
    }
]


KEPT_OPEN = 60
"""Seconds for which a thread keeps its connection: opening one for each request costs more than most of its queries."""


def database(address: str) -> dict[str, object]:
    """Django's database setting. Writes begin by taking the lock, so that the log's chain never forks."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": CONFIGURATION.folder / "review.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
            "CONN_MAX_AGE": KEPT_OPEN,
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": KEPT_OPEN,
    }


FORM_RENDERER = "review.widgets.Written"
DATABASES = {"default": database(CONFIGURATION.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who signs in
AUTH_USER_MODEL = "review.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "review.views.sign_in.locked_out"
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # a city's offices share one address: locking it would lock everybody out
OTP_TOTP_ISSUER = "mimamori"

# How long a session lasts
SESSION_COOKIE_AGE = 15 * 60  # seconds idle
SESSION_SEEN_EVERY = 60  # seconds between two writes that say somebody is still there: idle means 14 to 15 minutes
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_LONGEST = 8 * 60 * 60  # seconds in all
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SAMESITE = "Lax" if OIDC else "Strict"  # coming back from another site's sign-on needs the session
SIGNED_IN_AGAIN = 5 * 60  # seconds for which having signed in again opens a break-glass
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEMO

# What a browser may do with a page
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 60 * 60
SECURE_PROXY_SSL_HEADER = None if DEMO else ("HTTP_X_FORWARDED_PROTO", "https")  # the city's own proxy sets it
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer browsers send no origin, and no form would be accepted
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# A path holds whatever was typed, an exception whatever it met: neither is written
logging.raiseExceptions = False  # a line that can't be written would be printed with its values
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "review.discreet.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
