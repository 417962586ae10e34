"""How mails and text messages leave, and the worker that sends them."""

from urllib.parse import unquote, urlsplit

from parvis.config import env

_SMTP = urlsplit(env.SMTP_URL.value)
if _SMTP.scheme not in {"", "smtp", "smtps"}:
    raise env.InvalidSetting("PARVIS_SMTP_URL must start with smtp:// or smtps://")
MAIL_IS_CONFIGURED = env.DEMO.value or bool(_SMTP.hostname)
EMAIL_BACKEND = (
    "parvis.connectors.mail.demo.DemoBackend"
    if env.DEMO.value
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = _SMTP.hostname or ""
EMAIL_PORT = _SMTP.port or (465 if _SMTP.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(_SMTP.username or "")
EMAIL_HOST_PASSWORD = unquote(_SMTP.password or "")
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_USE_TLS = _SMTP.scheme == "smtp" and "tls=no" not in _SMTP.query
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.MAIL_FROM.value

SMS_URL = env.SMS_URL.value
SMS_TOKEN = env.SMS_TOKEN.value
CLAMAV = env.CLAMAV.value
PAYFIP_URL = env.PAYFIP.value
PARTICULIER_URL = env.PARTICULIER.value
PARTICULIER_TOKEN = env.PARTICULIER_TOKEN.value
PARTICULIER_SIRET = env.PARTICULIER_SIRET.value
PARTICULIER_AGREEMENT = env.PARTICULIER_AGREEMENT.value
WEBHOOK_LOCAL_HOSTS = env.WEBHOOK_LOCAL_HOSTS.value

# A job that went well leaves nothing behind; one that failed stays, to be looked at.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}
