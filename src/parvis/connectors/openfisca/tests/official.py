"""What the OpenFisca web API answers, of the package as published: run in a process of its own.

Reads [[method, path, content type, body], …] and writes [[status, content type, body], …].
"""

import json
import sys

from openfisca_france import CountryTaxBenefitSystem
from openfisca_web_api.app import create_app


def main() -> None:
    client = create_app(CountryTaxBenefitSystem()).test_client()
    told = []
    for method, path, kind, body in json.load(sys.stdin):
        answer = client.open(
            path, method=method, content_type=kind, data=body, base_url="http://testserver"
        )
        told.append([answer.status_code, answer.content_type, answer.get_data(as_text=True)])
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
