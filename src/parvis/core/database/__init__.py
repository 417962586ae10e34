"""Django’s PostgreSQL backend, which looks at its own socket before it asks the server (`base`)."""
