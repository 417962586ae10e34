"""Who signs in and how: local accounts, second factor, sessions, FranceConnect, ProConnect."""

from parvis.config import env

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["parvis.accounts.adapter.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "/"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# Length rather than recipes (ANSSI, NIST SP 800-63B): 12 characters, nothing common.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "display_name"]},
    },
]
PASSWORD_RESET_TIMEOUT = 3 * 86400

ACCOUNT_ADAPTER = "parvis.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code is typed in the same browser: the draft being written and the way back are not lost.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
# Counted in the shared cache, so all web workers count together.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,3/h/key",
}

ACCOUNT_FORMS = {
    "login": "parvis.accounts.forms.SignIn",
    "signup": "parvis.accounts.forms.SignUp",
    "add_email": "parvis.accounts.forms.NewAddress",
    "change_email": "parvis.accounts.forms.OtherAddress",
    "change_password": "parvis.accounts.forms.ChangePassword",
    "set_password": "parvis.accounts.forms.SetPassword",
    "reset_password": "parvis.accounts.forms.ForgottenPassword",
    "reset_password_from_key": "parvis.accounts.forms.NewPassword",
    "reauthenticate": "parvis.accounts.forms.ConfirmWithPassword",
    "confirm_email_verification_code": "parvis.accounts.forms.AddressCode",
}
MFA_FORMS = {
    "authenticate": "parvis.accounts.forms.SecondFactor",
    "reauthenticate": "parvis.accounts.forms.ConfirmWithSecondFactor",
    "activate_totp": "parvis.accounts.forms.ActivateApplication",
    "add_webauthn": "parvis.accounts.forms.AddKey",
    "edit_webauthn": "parvis.accounts.forms.RenameKey",
}

MFA_ADAPTER = "parvis.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Parvis"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers accept passkeys over http on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = env.DEBUG.value or env.DEMO.value

IDENTITY_KEY = env.IDENTITY_KEY.value
FRANCECONNECT = {
    "issuer": env.FRANCECONNECT_ISSUER.value,
    "client_id": env.FRANCECONNECT_CLIENT_ID.value,
    "client_secret": env.FRANCECONNECT_CLIENT_SECRET.value,
    "acr": env.FRANCECONNECT_ACR.value,
    "alg": env.FRANCECONNECT_ALG.value,
    "scope": env.FRANCECONNECT_SCOPE.value,
    "key_file": env.FRANCECONNECT_KEY_FILE.value,
}
PROCONNECT = {
    "issuer": env.PROCONNECT_ISSUER.value,
    "client_id": env.PROCONNECT_CLIENT_ID.value,
    "client_secret": env.PROCONNECT_CLIENT_SECRET.value,
    "alg": env.PROCONNECT_ALG.value,
}
