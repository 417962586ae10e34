"""The national law: our engine against OpenFisca as published, in the same run.

`python -m bench.law [--households 100000] [--months 1] [--seconds 10] [--write]`
"""
