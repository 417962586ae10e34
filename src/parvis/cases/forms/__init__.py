"""Questions of a package as form inputs. Drawing and reading only: `answers` does the checking."""
