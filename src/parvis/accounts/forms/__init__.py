"""What people type about themselves (`own`) and to sign in (`local`)."""

from parvis.accounts.forms.local import (
    ActivateApplication,
    AddKey,
    AddressCode,
    ChangePassword,
    ConfirmWithPassword,
    ConfirmWithSecondFactor,
    ForgottenPassword,
    NewAddress,
    NewPassword,
    OtherAddress,
    RenameKey,
    SecondFactor,
    SetPassword,
    SignIn,
    SignUp,
)
from parvis.accounts.forms.own import ClaimForm, CloseForm, ContactForm, IdentityForm

__all__ = [
    "ActivateApplication",
    "AddKey",
    "AddressCode",
    "ChangePassword",
    "ClaimForm",
    "CloseForm",
    "ConfirmWithPassword",
    "ConfirmWithSecondFactor",
    "ContactForm",
    "ForgottenPassword",
    "IdentityForm",
    "NewAddress",
    "NewPassword",
    "OtherAddress",
    "RenameKey",
    "SecondFactor",
    "SetPassword",
    "SignIn",
    "SignUp",
]
