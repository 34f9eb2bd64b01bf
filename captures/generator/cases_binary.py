"""SNMP, LDAP, Kerberos and RDP."""

import struct

from . import kerberos, tls
from .asn1 import (application, boolean, context, enumerated, integer, octets, oid, sequence,
                   set_of, tlv)
from .layers import Host
from .registry import case
from .trace import TcpConversation, Trace

CLIENT = Host("192.0.2.10")

SNMP_GET, SNMP_GET_NEXT, SNMP_RESPONSE, SNMP_TRAP = 0, 1, 2, 7
SYS_DESCR, SYS_UPTIME, SYS_NAME = (f"1.3.6.1.2.1.1.{leaf}.0" for leaf in (1, 3, 5))
TRAP_OID, LINK_DOWN = "1.3.6.1.6.3.1.1.4.1.0", "1.3.6.1.6.3.1.1.5.3"
NULL = tlv(0x05)


def time_ticks(hundredths):
    return integer(hundredths, 0x43)


def snmp_message(kind, request_id, *variables):
    """SNMPv2c (RFC 1901, RFC 3416); `variables` are (OID, encoded value)."""
    bindings = sequence(*(sequence(oid(name), value) for name, value in variables))
    pdu = context(kind, integer(request_id), integer(0), integer(0), bindings)
    return sequence(integer(1), octets("public"), pdu)


@case("snmp.pcapng")
def snmp():
    trace = Trace()
    manager, agent = (CLIENT, 44820), (Host("198.51.100.161"), 161)
    trace.udp(manager, agent, snmp_message(SNMP_GET, 7001, (SYS_DESCR, NULL), (SYS_UPTIME, NULL)))
    trace.wait_ms(3)
    trace.udp(agent, manager, snmp_message(
        SNMP_RESPONSE, 7001, (SYS_DESCR, octets("Example switch")),
        (SYS_UPTIME, time_ticks(90210))))
    trace.wait_ms(1)
    trace.udp(manager, agent, snmp_message(SNMP_GET_NEXT, 7002, ("1.3.6.1.2.1.1.4", NULL)))
    trace.wait_ms(3)
    trace.udp(agent, manager, snmp_message(SNMP_RESPONSE, 7002, (SYS_NAME, octets("switch1"))))
    trace.wait_ms(900)
    trap = snmp_message(SNMP_TRAP, 31, (SYS_UPTIME, time_ticks(90300)), (TRAP_OID, oid(LINK_DOWN)))
    trace.udp((agent[0], 51161), (CLIENT, 162), trap)
    return trace.pcapng("SNMP: requests to an agent, and a trap that the agent sends")


def ldap_message(message_id, operation):
    return sequence(integer(message_id), operation)


def ldap_result(message_id, kind):
    """A response without error (RFC 4511 section 4.1.9)."""
    return ldap_message(message_id, application(kind, enumerated(0), octets(""), octets("")))


@case("ldap.pcapng")
def ldap():
    trace = Trace()
    talk = TcpConversation(trace, (CLIENT, 55010), (Host("198.51.100.89"), 389))
    talk.open(rtt_ms=2)
    bind = application(0, integer(3), octets("cn=ada,dc=example,dc=com"),
                       tlv(0x80, b"not-a-real-one"))
    talk.request(ldap_message(1, bind), ack_ms=1)
    talk.reply(ldap_result(1, 1), ack_ms=1)
    filter_ = context(3, octets("uid"), octets("grace"))  # equalityMatch
    search = application(3, octets("dc=example,dc=com"), enumerated(2), enumerated(0), integer(0),
                         integer(10), boolean(False), filter_,
                         sequence(octets("cn"), octets("mail")))
    talk.request(ldap_message(2, search), ack_ms=2)
    attributes = sequence(
        sequence(octets("cn"), set_of(octets("Grace"))),
        sequence(octets("mail"), set_of(octets("grace@example.com"))))
    entry = application(4, octets("uid=grace,ou=people,dc=example,dc=com"), attributes)
    talk.reply(ldap_message(2, entry) + ldap_result(2, 5), ack_ms=1)
    talk.request(ldap_message(3, tlv(0x42)), ack_ms=None)  # unbind
    talk.close()
    return trace.pcapng("LDAP: bind, search, unbind")


@case("kerberos.pcapng")
def kerberos_tickets():
    trace, kdc = Trace(), (Host("192.0.2.88"), 88)
    udp_client = (CLIENT, 57301)
    trace.udp(udp_client, kdc, kerberos.as_request())
    trace.wait_ms(2)
    trace.udp(kdc, udp_client, kerberos.preauthentication_required())
    trace.wait_ms(900)
    exchanges = [
        (kerberos.as_request(kerberos.encrypted_timestamp()),
         kerberos.reply(kerberos.AS_REP, kerberos.TICKET_GRANTING, "as")),
        (kerberos.service_request(),
         kerberos.reply(kerberos.TGS_REP, kerberos.WEB_SERVER, "tgs"))]
    for port, (request, reply) in zip((57302, 57303), exchanges):
        talk = TcpConversation(trace, (CLIENT, port), kdc)
        talk.open(rtt_ms=1)
        talk.request(kerberos.over_tcp(request), ack_ms=1)
        talk.reply(kerberos.over_tcp(reply), ack_ms=1)
        talk.close()
        trace.wait_ms(20)
    return trace.pcapng("Kerberos: refused over UDP without pre-authentication, then over TCP")


X224_CONNECTION_REQUEST, X224_CONNECTION_CONFIRM = 0xE0, 0xD0


def x224(code, variable, *, source_reference=0):
    """A TPKT (RFC 1006) with a connection TPDU (X.224) of class 0."""
    fixed = struct.pack("!BHHB", code, 0, source_reference, 0)
    tpdu = bytes([len(fixed) + len(variable)]) + fixed + variable
    return struct.pack("!BBH", 3, 0, 4 + len(tpdu)) + tpdu


@case("rdp.pcapng")
def rdp():
    """MS-RDPBCGR 2.2.1.1 and 2.2.1.2: the connection is negotiated, then TLS begins."""
    trace = Trace()
    talk = TcpConversation(trace, (CLIENT, 50870), (Host("198.51.100.89"), 3389))
    talk.open(rtt_ms=11)
    request = b"Cookie: mstshash=ada\r\n" + struct.pack("<BBHI", 1, 0, 8, 1)
    talk.request(x224(X224_CONNECTION_REQUEST, request))
    confirm = struct.pack("<BBHI", 2, 0, 8, 1)
    talk.reply(x224(X224_CONNECTION_CONFIRM, confirm, source_reference=0x1234), ack_ms=1)
    talk.request(tls.client_hello("rdp", "desktop.example.com"))
    flight = tls.encrypted("rdp flight", 10, 900, 264, tls.FINISHED)
    talk.reply(tls.server_hello("rdp") + tls.CHANGE_CIPHER_SPEC + flight, ack_ms=1)
    talk.request(tls.CHANGE_CIPHER_SPEC + tls.encrypted("rdp finished", tls.FINISHED))
    for turn, (up, down) in enumerate([(430, 160), (40, 90), (60, 3100), (30, 1900)]):
        talk.request(tls.encrypted(f"rdp up {turn}", up))
        talk.reply(tls.encrypted(f"rdp down {turn}", down))
    talk.request(tls.encrypted("rdp goodbye", tls.CLOSE_NOTIFY), ack_ms=None)
    talk.close()
    return trace.pcapng("RDP: negotiated in the clear, then TLS")
