"""The only writer of keys, answers, events and webhooks."""
