from django import template

from parvis.participation.rules.ballots import money

register = template.Library()
register.filter("money", money)
