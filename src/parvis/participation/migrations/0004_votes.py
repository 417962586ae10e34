import uuid

import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SEAL = """
CREATE FUNCTION participation_keep_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.terms <> '' AND (NEW.terms, NEW.seal) IS DISTINCT FROM (OLD.terms, OLD.seal) THEN
        RAISE EXCEPTION 'the terms of a vote that has opened are sealed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER participation_election_sealed BEFORE UPDATE ON participation_election
    FOR EACH ROW EXECUTE FUNCTION participation_keep_terms();
CREATE FUNCTION participation_keep_projects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM participation_election
        WHERE id = coalesce(NEW.election_id, OLD.election_id) AND terms <> ''
    ) THEN
        RAISE EXCEPTION 'the projects of a vote that has opened are sealed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END;
$$;
CREATE TRIGGER participation_projects_sealed
    BEFORE INSERT OR UPDATE OR DELETE ON participation_budgetproject
    FOR EACH ROW EXECUTE FUNCTION participation_keep_projects();
"""

UNSEAL = """
DROP TRIGGER participation_projects_sealed ON participation_budgetproject;
DROP FUNCTION participation_keep_projects();
DROP TRIGGER participation_election_sealed ON participation_election;
DROP FUNCTION participation_keep_terms();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0003_ideas"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Election",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150)),
                (
                    "question",
                    models.CharField(blank=True, help_text="what voters are asked", max_length=300),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "in preparation"),
                            ("open", "open"),
                            ("closed", "closed, being counted"),
                            ("counted", "counted, not published yet"),
                            ("published", "published"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                (
                    "ballot",
                    models.CharField(
                        choices=[
                            ("support", "support: every project one finds good"),
                            ("approval", "approval: a few projects"),
                            ("knapsack", "basket: projects within the budget"),
                            ("ranking", "ranking: projects in order of preference"),
                            ("points", "points: shared out between projects"),
                        ],
                        default="knapsack",
                        max_length=8,
                    ),
                ),
                ("is_secret", models.BooleanField(default=True)),
                (
                    "may_revote",
                    models.BooleanField(default=True, help_text="until closing, paper apart"),
                ),
                (
                    "needs_identity",
                    models.BooleanField(
                        default=True, help_text="certified by FranceConnect, or checked by an agent"
                    ),
                ),
                ("budget_cents", models.BigIntegerField()),
                ("most", models.PositiveSmallIntegerField(null=True)),
                ("points", models.PositiveIntegerField(null=True)),
                (
                    "threshold",
                    models.PositiveIntegerField(default=0, help_text="voters a project needs"),
                ),
                ("rule", models.JSONField(default=dict, help_text="see `counting.election.Rule`")),
                (
                    "incompatible",
                    models.JSONField(default=list, help_text="groups of codes, one funded at most"),
                ),
                (
                    "tie_seed",
                    models.CharField(blank=True, help_text="drawn in public", max_length=200),
                ),
                ("terms", models.TextField(blank=True, help_text="canonical JSON, once sealed")),
                (
                    "seal",
                    models.CharField(blank=True, help_text="SHA-256 of the terms", max_length=64),
                ),
                ("box_key", models.CharField(blank=True, max_length=64)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "phase",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="election",
                        to="participation.phase",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BudgetProject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=30)),
                ("number", models.PositiveSmallIntegerField(help_text="on ballots, from 1")),
                ("name", models.CharField(max_length=120)),
                ("summary", models.TextField()),
                ("where", models.CharField(blank=True, max_length=120)),
                (
                    "area",
                    models.CharField(blank=True, help_text="as results are told by", max_length=80),
                ),
                ("category", models.CharField(blank=True, max_length=80)),
                ("cost_cents", models.BigIntegerField()),
                (
                    "floor_cents",
                    models.BigIntegerField(help_text="least amount it can be done with", null=True),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="projects",
                        to="participation.election",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("mark", models.CharField(max_length=64)),
                ("choice", models.TextField(blank=True, help_text="`counting.ballot.choice_text`")),
                (
                    "salt",
                    models.CharField(
                        help_text="of the commitment that the receipt shows", max_length=64
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("internet", "on line"),
                            ("desk", "at a desk, helped by an agent"),
                            ("kiosk", "on a voting screen"),
                            ("paper", "on paper"),
                        ],
                        max_length=8,
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=80)),
                ("age", models.CharField(blank=True, help_text="a band, 25-34", max_length=8)),
                (
                    "participant",
                    models.ForeignKey(
                        help_text="open votes only",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="participation.participant",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="participation.election",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Envelope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("counts", "open it and put the ballot in the urn"),
                            ("refused", "destroy it closed: this person has voted already"),
                        ],
                        max_length=7,
                    ),
                ),
                ("settled_at", models.DateTimeField()),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="envelopes",
                        to="participation.election",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="participation.participant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaperBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=120)),
                ("printed", models.PositiveSmallIntegerField()),
                ("printed_at", models.DateTimeField()),
                ("found", models.PositiveSmallIntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("void_reason", models.CharField(blank=True, max_length=200)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="participation.election",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaperBallot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.CharField(max_length=12, unique=True)),
                ("first", models.TextField(null=True)),
                ("second", models.TextField(null=True)),
                (
                    "first_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="participation.paperbatch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RollEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("internet", "on line"),
                            ("desk", "at a desk, helped by an agent"),
                            ("kiosk", "on a voting screen"),
                            ("paper", "on paper"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "voted_on",
                    models.DateField(
                        help_text="a day only: an hour would tell which ballot is whose"
                    ),
                ),
                ("times", models.PositiveSmallIntegerField(default=1)),
                (
                    "is_final",
                    models.BooleanField(default=False, help_text="on paper, or withdrawn since"),
                ),
                (
                    "told",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="of these times, mailed so far"
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roll",
                        to="participation.election",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="participation.participant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("counted_at", models.DateTimeField()),
                ("manifest", models.JSONField(help_text="bundle.json")),
                ("comparison", models.JSONField(help_text="what each rule would have given")),
                ("turnout", models.JSONField(help_text="voters and ballots by channel")),
                ("seal", models.CharField(max_length=64)),
                ("bundle", models.CharField(help_text="its name in the storage", max_length=200)),
                (
                    "pabulib",
                    models.CharField(
                        help_text="the `.pb` file's name in the storage", max_length=200
                    ),
                ),
                (
                    "openings",
                    models.CharField(
                        help_text="kept under seal for a sworn auditor", max_length=200
                    ),
                ),
                (
                    "election",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tally",
                        to="participation.election",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoterCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("given_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="participation.election",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="participation.participant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VotingScreen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=80)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="screens",
                        to="participation.election",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"), models.Q(("terms", ""), _negated=True), _connector="OR"
                ),
                name="election_sealed_once_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("box_key", ""), _connector="XOR"),
                name="election_key_while_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetproject",
            constraint=models.UniqueConstraint(
                fields=("election", "code"), name="budget_project_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetproject",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("election", "number"),
                name="budget_project_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_cents__gt", 0)), name="budget_project_cost"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(fields=("election", "mark"), name="ballot_once"),
        ),
        migrations.AddConstraint(
            model_name="envelope",
            constraint=models.UniqueConstraint(fields=("election", "number"), name="envelope_once"),
        ),
        migrations.AddConstraint(
            model_name="paperballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_by__isnull", True),
                    models.Q(("second_by", models.F("first_by")), _negated=True),
                    _connector="OR",
                ),
                name="paper_read_by_two",
            ),
        ),
        migrations.AddIndex(
            model_name="rollentry",
            index=models.Index(
                condition=models.Q(("told__lt", models.F("times"))),
                fields=["id"],
                name="roll_to_tell",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollentry",
            constraint=models.UniqueConstraint(
                fields=("election", "participant"), name="roll_once"
            ),
        ),
        migrations.RunSQL(SEAL, UNSEAL),
    ]
