"""The two questions of PayFiP's web service for regies, and its answers, as XML.

After the guide of the DGFiP ("PayFiP Régie, web service") and the WSDL at
https://www.payfip.gouv.fr/tpa/services/securite?wsdl: SOAP 1.1, document/literal, no header; the
elements inside `arg0` and `return` bear no namespace.
"""

import re
import unicodedata
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = (
    "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/"
    "contrat_paiement_securise/PaiementSecuriseService"
)
LONGEST = 100_000
ElementTree.register_namespace("soapenv", ENVELOPE)
ElementTree.register_namespace("pai", SERVICE)


class Fault(Exception):
    """PayFiP understood and says no; `code` is its own: "P1", "P5", "M1"…"""

    def __init__(self, code: str, label: str) -> None:
        super().__init__(f"{code}: {label}")
        self.code, self.label = code, label


class Unreadable(Exception):
    """Not an answer of PayFiP."""


def request(operation: str, **values: str) -> bytes:
    """The envelope of a question, its values in the order of the schema."""
    envelope = Element(f"{{{ENVELOPE}}}Envelope")
    SubElement(envelope, f"{{{ENVELOPE}}}Header")
    asked = SubElement(SubElement(envelope, f"{{{ENVELOPE}}}Body"), f"{{{SERVICE}}}{operation}")
    arguments = SubElement(asked, "arg0")
    for name in sorted(values, key=str.lower):
        SubElement(arguments, name).text = values[name]
    written: bytes = ElementTree.tostring(envelope, encoding="utf-8", xml_declaration=True)
    return written


def answer(content: bytes) -> dict[str, str]:
    """The values of `return`. Raises Fault, Unreadable."""
    body = _body(content)
    fault = body.find(f"{{{ENVELOPE}}}Fault")
    if fault is not None:
        raise _fault(fault)
    found = next((one for one in body.iter() if _local(one) == "return"), None)
    if found is None:
        raise Unreadable("no return element")
    return {_local(one): (one.text or "").strip() for one in found}


def asked(content: bytes) -> tuple[str, dict[str, str]]:
    """The other side's reading: (operation, values). Raises Unreadable."""
    body = _body(content)
    if not len(body):
        raise Unreadable("empty body")
    arguments = body[0].find("arg0")
    values = {} if arguments is None else {_local(one): one.text or "" for one in arguments}
    return _local(body[0]), values


def _body(content: bytes) -> Element:
    # Neither a document type nor an entity has its place in SOAP.
    if len(content) > LONGEST or b"<!" in content:
        raise Unreadable("not a SOAP message")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314
    except ElementTree.ParseError as error:
        raise Unreadable(str(error)) from error
    body = root.find(f"{{{ENVELOPE}}}Body")
    if body is None:
        raise Unreadable("no SOAP body")
    return body


def _fault(fault: Element) -> Exception:
    """A functional fault has a code; a technical one says nothing of the payment."""
    detail = next((one for one in fault.iter() if _local(one) == "FonctionnelleErreur"), None)
    if detail is None:
        return Unreadable(f"technical fault: {fault.findtext('faultstring', '')[:150]}")
    told = {_local(one): (one.text or "").strip() for one in detail}
    return Fault(told.get("code", ""), told.get("libelle") or told.get("descriptif", ""))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def plain(text: str, longest: int = 100) -> str:
    """Letters without accents, digits and single spaces: all that `objet` may hold."""
    parts = unicodedata.normalize("NFKD", text)
    letters = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^A-Za-z0-9 ]", " ", letters).split())[:longest].strip()
