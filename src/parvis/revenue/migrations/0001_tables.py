"""Regies, dues, attempts, receipts and refunds."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0002_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Due",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("about_type", models.CharField(max_length=40)),
                ("about_key", models.CharField(max_length=40)),
                ("charge", models.CharField(max_length=40)),
                ("person_key", models.CharField(blank=True, max_length=40)),
                ("payer", models.CharField(max_length=200)),
                (
                    "reference",
                    models.CharField(help_text="of the request, as people know it", max_length=20),
                ),
                ("label", models.CharField(max_length=100)),
                ("amount_cents", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be paid"),
                            ("paid", "paid"),
                            ("cancelled", "no longer due"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "being opened"),
                            ("started", "waiting for the payer"),
                            ("paid", "paid"),
                            ("refused", "refused"),
                            ("abandoned", "abandoned"),
                            ("expired", "never made"),
                            ("failed", "could not be opened"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("operation", models.CharField(blank=True, max_length=60)),
                ("email", models.CharField(max_length=80)),
                ("said", models.CharField(blank=True, max_length=10)),
                ("started_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "faults",
                    models.IntegerField(
                        default=0, help_text="questions without an answer, in a row"
                    ),
                ),
                ("fault", models.CharField(blank=True, max_length=200)),
                (
                    "due",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="revenue.due",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("online_card", "card, on line"),
                            ("online_debit", "direct debit, on line"),
                            ("cash", "cash"),
                            ("cheque", "cheque"),
                            ("card", "card, at the counter"),
                            ("phone_card", "card, by telephone"),
                            ("transfer", "bank transfer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount_cents", models.BigIntegerField()),
                ("received_at", models.DateTimeField()),
                ("received_on", models.DateField(help_text="where the regie is")),
                (
                    "bank_reference",
                    models.CharField(
                        blank=True, help_text="authorisation, number of the cheque", max_length=40
                    ),
                ),
                ("taken_by", models.CharField(blank=True, help_text="the keeper", max_length=200)),
                ("is_surplus", models.BooleanField(default=False)),
                (
                    "attempt",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="revenue.attempt",
                    ),
                ),
                (
                    "due",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="revenue.due",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_cents", models.BigIntegerField()),
                ("reason", models.CharField(max_length=500)),
                ("iban", models.CharField(max_length=34)),
                ("holder", models.CharField(max_length=70)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "to be checked"),
                            ("agreed", "agreed"),
                            ("declined", "declined"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="revenue.receipt",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Regie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(help_text="as in the act that creates it", max_length=20),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "modes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("online_card", "card, on line"),
                                ("online_debit", "direct debit, on line"),
                                ("cash", "cash"),
                                ("cheque", "cheque"),
                                ("card", "card, at the counter"),
                                ("phone_card", "card, by telephone"),
                                ("transfer", "bank transfer"),
                            ],
                            max_length=12,
                        ),
                        help_text="those its act allows",
                        size=None,
                    ),
                ),
                (
                    "merchant",
                    models.CharField(
                        blank=True,
                        help_text="client number at the payment service; empty: none",
                        max_length=6,
                    ),
                ),
                (
                    "online_mode",
                    models.CharField(
                        choices=[
                            ("test", "test: nothing is taken"),
                            ("activation", "activation, with a real card"),
                            ("production", "production"),
                        ],
                        default="production",
                        max_length=10,
                    ),
                ),
                (
                    "payable_to",
                    models.CharField(blank=True, help_text="order of cheques", max_length=100),
                ),
                (
                    "where",
                    models.CharField(
                        blank=True, help_text="where and when to come and pay", max_length=300
                    ),
                ),
                ("closed_on", models.DateField(null=True)),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regies",
                        to="directory.institution",
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        help_text="that collects and pays back",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regie",
                        to="directory.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReceiptCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField(default=0)),
                (
                    "regie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="revenue.regie",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="receipt",
            name="regie",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipts",
                to="revenue.regie",
            ),
        ),
        migrations.CreateModel(
            name="Keeper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("regisseur", "regisseur"), ("deputy", "deputy")], max_length=9
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="included", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "regie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keepers",
                        to="revenue.regie",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="due",
            name="regie",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dues",
                to="revenue.regie",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("state__in", ["asked", "started"])),
                fields=["started_at"],
                name="attempt_running",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("state__in", ["abandoned", "expired"])),
                fields=["settled_at"],
                name="attempt_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "started"])),
                fields=("due",),
                name="attempt_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("operation", ""), _negated=True),
                fields=("operation",),
                name="attempt_operation",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "declined"), _negated=True),
                fields=("receipt",),
                name="refund_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_cents__gt", 0)), name="refund_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="refund_second_pair_of_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="regie",
            constraint=models.UniqueConstraint(
                fields=("institution", "number"), name="regie_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptcounter",
            constraint=models.UniqueConstraint(
                fields=("regie", "year"), name="receipt_counter_once"
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["regie", "received_on", "id"], name="receipt_day_book"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                fields=("regie", "year", "number"), name="receipt_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_surplus", False)),
                fields=("due",),
                name="receipt_never_paid_twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_cents__gt", 0)), name="receipt_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="keeper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("regie", "account"),
                name="keeper_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="keeper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None), ("role", "regisseur")),
                fields=("regie",),
                name="keeper_one_regisseur",
            ),
        ),
        migrations.AddIndex(
            model_name="due",
            index=models.Index(fields=["reference"], name="due_reference"),
        ),
        migrations.AddIndex(
            model_name="due",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["regie", "asked_at"], name="due_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="due",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_cents__gt", 0)), name="due_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="due",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("about_type", "about_key", "charge"),
                name="due_once",
            ),
        ),
    ]
