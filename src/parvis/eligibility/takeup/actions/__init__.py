"""The only writers of take-up: `consents`, `counting`, `campaigns`, `sending`."""
