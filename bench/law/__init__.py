"""The national law: our engine against OpenFisca as published and `openfisca serve`, in one run.

`python -m bench.law [--households 100000] [--months 1] [--alone 0] [--seconds 10] [--write]`
"""
