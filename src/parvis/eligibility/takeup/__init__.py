"""Who seems entitled and does not receive: counted with consent, told of by campaigns that are
measured. Decisions 0363 to 0366."""
