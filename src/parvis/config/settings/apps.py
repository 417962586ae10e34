"""What the site is made of: applications, middleware, templates, routes."""

INSTALLED_APPS = [
    "parvis.portal",
    "parvis.connectors",
    "parvis.partners",
    "parvis.workshop",
    "parvis.participation",
    "parvis.cases",
    "parvis.appointments",
    "parvis.eligibility",
    "parvis.catalogue",
    "parvis.trust",
    "parvis.revenue",
    "parvis.notifications",
    "parvis.directory",
    "parvis.accounts",
    "parvis.journal",
    "parvis.territory",
    "parvis.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "parvis.core.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "parvis.core.private.PrivateAnswersMiddleware",
    "parvis.core.frames.CookielessFramesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parvis.core.limits.RequestSizeMiddleware",
    "parvis.core.limits.FormAddressMiddleware",
    "parvis.core.limits.UnkeepableMiddleware",
    "parvis.core.audience.ClosedByDefaultMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "parvis.trust.access.ActingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "parvis.config.urls"
WSGI_APPLICATION = "parvis.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parvis.core.context.site",
            ],
        },
    }
]
