"""Kerberos messages (RFC 4120 section 5); what is encrypted in them is opaque."""

from .asn1 import (application, bits, context, fields, general_string, generalized_time, integer,
                   octets, sequence)
from .trace import opaque

REALM = "EXAMPLE.COM"
AS_REQ, AS_REP, TGS_REQ, TGS_REP, AP_REQ, KRB_ERROR = 10, 11, 12, 13, 14, 30
PRINCIPAL, SERVICE_INSTANCE = 1, 2  # name types
PA_TGS_REQ, PA_ENC_TIMESTAMP, PA_ETYPE_INFO2 = 1, 2, 19
PREAUTHENTICATION_REQUIRED = 25
AES256, AES128 = 18, 17


def principal(kind, *parts):
    return fields(_0=integer(kind), _1=sequence(*map(general_string, parts)))


CLIENT = principal(PRINCIPAL, "ada")
TICKET_GRANTING = principal(SERVICE_INSTANCE, "krbtgt", REALM)
WEB_SERVER = principal(SERVICE_INSTANCE, "HTTP", "www.example.com")


def encrypted(length, label):
    return fields(_0=integer(AES256), _2=octets(opaque(length, label)))


def preauthentication(kind, value):
    return fields(_1=integer(kind), _2=octets(value))


def ticket(service, label):
    body = fields(_0=integer(5), _1=general_string(REALM), _2=service, _3=encrypted(320, label))
    return application(1, body)


def request(kind, service, *padata, client=None):
    """AS-REQ or TGS-REQ."""
    body = [context(0, bits(0x40810010))]  # forwardable, renewable, canonicalize, renewable-ok
    if client:
        body.append(context(1, client))
    body += [context(2, general_string(REALM)), context(3, service),
             context(5, generalized_time("20240515090000Z")), context(7, integer(0x1F3A9C55)),
             context(8, sequence(integer(AES256), integer(AES128)))]
    message = [context(1, integer(5)), context(2, integer(kind))]
    if padata:
        message.append(context(3, sequence(*padata)))
    return application(kind, sequence(*message, context(4, sequence(*body))))


def as_request(*padata):
    return request(AS_REQ, TICKET_GRANTING, *padata, client=CLIENT)


def encrypted_timestamp():
    return preauthentication(PA_ENC_TIMESTAMP, encrypted(56, "timestamp"))


def preauthentication_required():
    salt = fields(_0=integer(AES256), _1=general_string(REALM + "ada"))
    hints = sequence(preauthentication(PA_ENC_TIMESTAMP, b""),
                     preauthentication(PA_ETYPE_INFO2, sequence(salt)))
    return application(KRB_ERROR, fields(
        _0=integer(5), _1=integer(KRB_ERROR), _4=generalized_time("20240514090000Z"),
        _5=integer(4711), _6=integer(PREAUTHENTICATION_REQUIRED), _9=general_string(REALM),
        _10=TICKET_GRANTING, _12=octets(hints)))


def reply(kind, service, label):
    """AS-REP or TGS-REP."""
    return application(kind, fields(
        _0=integer(5), _1=integer(kind), _3=general_string(REALM), _4=CLIENT,
        _5=ticket(service, label + " ticket"), _6=encrypted(280, label)))


def service_request():
    """A TGS-REQ: the ticket of the AS-REP shown, a ticket for the web server asked for."""
    shown = application(AP_REQ, fields(
        _0=integer(5), _1=integer(AP_REQ), _2=bits(0), _3=ticket(TICKET_GRANTING, "as ticket"),
        _4=encrypted(150, "authenticator")))
    return request(TGS_REQ, WEB_SERVER, preauthentication(PA_TGS_REQ, shown))


def over_tcp(message):
    """Section 7.2.2: four bytes of length come first."""
    return len(message).to_bytes(4, "big") + message
