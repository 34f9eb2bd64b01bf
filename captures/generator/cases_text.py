"""Protocols that people could type: SSH until it is encrypted, Telnet, mail and FTP."""

import struct

from .layers import Host
from .registry import case
from .trace import TcpConversation, Trace, opaque

CLIENT = Host("192.0.2.10")


def conversation(server, server_port, client_port):
    trace = Trace()
    talk = TcpConversation(trace, (CLIENT, client_port), (Host(server), server_port))
    talk.open(rtt_ms=6)
    return trace, talk


def ssh_string(data):
    return struct.pack("!I", len(data)) + (data.encode() if isinstance(data, str) else data)


def ssh_packet(payload):
    """RFC 4253 section 6, before encryption: a multiple of 8 bytes, at least 4 of padding."""
    padding = 8 - (5 + len(payload)) % 8
    padding += 8 if padding < 4 else 0
    length = 1 + len(payload) + padding
    return struct.pack("!IB", length, padding) + payload + bytes(padding)


def ssh_kexinit(label):
    """RFC 4253 section 7.1: cookie, ten name lists, two more fields."""
    lists = ["curve25519-sha256", "ssh-ed25519", "aes256-ctr", "aes256-ctr", "hmac-sha2-256",
             "hmac-sha2-256", "none", "none", "", ""]
    return ssh_packet(b"\x14" + opaque(16, label) + b"".join(map(ssh_string, lists)) + bytes(5))


@case("ssh.pcapng")
def ssh():
    trace, talk = conversation("198.51.100.22", 22, 53044)
    talk.reply("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u2\r\n", ack_ms=2)
    talk.request("SSH-2.0-OpenSSH_9.2p1\r\n", ack_ms=2)
    talk.request(ssh_kexinit("client cookie"), ack_ms=None)
    talk.reply(ssh_kexinit("server cookie"), ack_ms=4)
    talk.request(ssh_packet(b"\x1e" + ssh_string(opaque(32, "client ephemeral"))), ack_ms=None)
    trace.wait_ms(7)
    host_key = ssh_string("ssh-ed25519") + ssh_string(opaque(32, "host key"))
    signature = ssh_string("ssh-ed25519") + ssh_string(opaque(64, "signature"))
    exchange = b"\x1f" + ssh_string(host_key) + ssh_string(opaque(32, "server ephemeral"))
    new_keys = ssh_packet(b"\x15")
    talk.reply(ssh_packet(exchange + ssh_string(signature)) + new_keys, ack_ms=3)
    talk.request(new_keys, ack_ms=None)
    for turn, (up, down) in enumerate([(64, 64), (96, 80), (144, 64), (80, 112), (64, 1200)]):
        trace.wait_ms(12)
        talk.request(opaque(up, f"up {turn}"), ack_ms=5)
        talk.reply(opaque(down, f"down {turn}"), ack_ms=5)
    talk.close()
    return trace.pcapng("SSH: banners and key exchange in the clear, then opaque")


IAC, DONT, DO, WONT, WILL, SB, SE = 255, 254, 253, 252, 251, 250, 240
ECHO, SUPPRESS_GO_AHEAD, TERMINAL_TYPE, WINDOW_SIZE = 1, 3, 24, 31


@case("telnet.pcapng")
def telnet():
    """Options of RFC 857, 858, 1091 and 1073, then a login."""
    trace, talk = conversation("198.51.100.23", 23, 53046)
    talk.reply(bytes([IAC, DO, TERMINAL_TYPE, IAC, DO, WINDOW_SIZE, IAC, WILL, ECHO,
                      IAC, WILL, SUPPRESS_GO_AHEAD]))
    talk.request(bytes([IAC, WILL, TERMINAL_TYPE, IAC, WILL, WINDOW_SIZE, IAC, DO, ECHO,
                        IAC, DO, SUPPRESS_GO_AHEAD]))
    talk.request(bytes([IAC, SB, WINDOW_SIZE, 0, 80, 0, 24, IAC, SE]))
    talk.reply(bytes([IAC, SB, TERMINAL_TYPE, 1, IAC, SE]))
    talk.request(bytes([IAC, SB, TERMINAL_TYPE, 0]) + b"XTERM" + bytes([IAC, SE]))
    talk.reply("\r\nrouter login: ")
    for key in "ada":
        trace.wait_ms(110)
        talk.request(key, ack_ms=None)
        talk.reply(key, ack_ms=1)
    talk.dialogue(("C", "\r\0"), ("S", "\r\nPassword: "), ("C", "not-a-real-one\r\0"),
                  ("S", "\r\nLogin incorrect\r\nrouter login: "))
    talk.close()
    return trace.pcapng("Telnet: option negotiation, then a login that fails")


@case("smtp.pcapng")
def smtp():
    trace, talk = conversation("198.51.100.25", 25, 53048)
    talk.dialogue(
        ("S", "220 mail.example.com ESMTP ready\r\n"),
        ("C", "EHLO laptop.example.net\r\n"),
        ("S", "250-mail.example.com\r\n250-SIZE 10240000\r\n250 8BITMIME\r\n"),
        ("C", "MAIL FROM:<ada@example.net>\r\n"), ("S", "250 2.1.0 Ok\r\n"),
        ("C", "RCPT TO:<grace@example.com>\r\n"), ("S", "250 2.1.5 Ok\r\n"),
        ("C", "DATA\r\n"), ("S", "354 End data with <CR><LF>.<CR><LF>\r\n"),
        ("C", "From: Ada <ada@example.net>\r\nTo: Grace <grace@example.com>\r\n"
              "Date: Tue, 14 May 2024 09:00:00 +0000\r\nMessage-ID: <1@example.net>\r\n"
              "Subject: An example\r\n\r\nGood morning!\r\n.\r\n"),
        ("S", "250 2.0.0 Ok: queued as 4F2A1\r\n"),
        ("C", "QUIT\r\n"), ("S", "221 2.0.0 Bye\r\n"))
    talk.close("server")
    return trace.pcapng("SMTP: one message handed over")


@case("pop3.pcapng")
def pop3():
    trace, talk = conversation("198.51.100.110", 110, 53050)
    message = "From: Ada <ada@example.net>\r\nSubject: An example\r\n\r\nGood morning!\r\n"
    talk.dialogue(
        ("S", "+OK POP3 server ready\r\n"), ("C", "USER grace\r\n"), ("S", "+OK\r\n"),
        ("C", "PASS not-a-real-one\r\n"), ("S", "+OK Logged in.\r\n"),
        ("C", "STAT\r\n"), ("S", f"+OK 1 {len(message)}\r\n"),
        ("C", "RETR 1\r\n"), ("S", f"+OK {len(message)} octets\r\n{message}.\r\n"),
        ("C", "QUIT\r\n"), ("S", "+OK Logging out.\r\n"))
    talk.close("server")
    return trace.pcapng("POP3: one message fetched")


@case("imap.pcapng")
def imap():
    trace, talk = conversation("198.51.100.143", 143, 53052)
    talk.dialogue(
        ("S", "* OK [CAPABILITY IMAP4rev1 LITERAL+ IDLE] ready\r\n"),
        ("C", "a1 LOGIN grace not-a-real-one\r\n"), ("S", "a1 OK Logged in\r\n"),
        ("C", "a2 SELECT INBOX\r\n"),
        ("S", "* FLAGS (\\Answered \\Seen)\r\n* 1 EXISTS\r\n* 1 RECENT\r\n"
              "a2 OK [READ-WRITE] Select completed.\r\n"),
        ("C", "a3 FETCH 1 (FLAGS RFC822.SIZE)\r\n"),
        ("S", "* 1 FETCH (FLAGS (\\Recent) RFC822.SIZE 92)\r\na3 OK Fetch completed.\r\n"),
        ("C", "a4 LOGOUT\r\n"), ("S", "* BYE Logging out\r\na4 OK Logout completed.\r\n"))
    talk.close("server")
    return trace.pcapng("IMAP: a mailbox looked at")


FTP_SERVER = "198.51.100.21"
LISTING = "-rw-r--r--    1 ftp      ftp          5120 May 14 08:00 notes.txt\r\n" * 3


def ftp_login(client_port):
    trace, talk = conversation(FTP_SERVER, 21, client_port)
    talk.dialogue(("S", "220 Example FTP server ready.\r\n"), ("C", "USER anonymous\r\n"),
                  ("S", "331 Please specify the password.\r\n"), ("C", "PASS ada@\r\n"),
                  ("S", "230 Login successful.\r\n"))
    return trace, talk


def ftp_address(host, port):
    """Address and port as PORT and PASV write them (RFC 959 section 4.1.2)."""
    return ",".join(map(str, [*host.ip.packed, port >> 8, port & 0xFF]))


def ftp_goodbye(talk):
    talk.dialogue(("S", "226 Transfer complete.\r\n"), ("C", "QUIT\r\n"), ("S", "221 Goodbye.\r\n"))
    talk.close("server")


@case("ftp-active.pcapng")
def ftp_active():
    """The server, from port 20, connects to the port that the client named."""
    trace, control = ftp_login(53054)
    data_port = 50345
    control.dialogue(("C", f"PORT {ftp_address(CLIENT, data_port)}\r\n"),
                     ("S", "200 PORT command successful.\r\n"), ("C", "LIST\r\n"))
    data = TcpConversation(trace, (Host(FTP_SERVER), 20), (CLIENT, data_port))
    data.open(rtt_ms=6)
    control.reply("150 Here comes the directory listing.\r\n")
    data.request(LISTING)
    data.close()
    ftp_goodbye(control)
    return trace.pcapng("FTP in active mode: the server opens the data connection from port 20")


@case("ftp-passive.pcapng")
def ftp_passive():
    """The client connects to the port that the server named."""
    trace, control = ftp_login(53056)
    server, data_port = Host(FTP_SERVER), 30021
    control.dialogue(
        ("C", "PASV\r\n"),
        ("S", f"227 Entering Passive Mode ({ftp_address(server, data_port)}).\r\n"),
        ("C", "RETR notes.txt\r\n"))
    data = TcpConversation(trace, (CLIENT, 53058), (server, data_port))
    data.open(rtt_ms=6)
    control.reply("150 Opening data connection.\r\n")
    data.reply("A note, and nothing more.\r\n" * 190)
    data.close("server")
    ftp_goodbye(control)
    return trace.pcapng("FTP in passive mode: the client opens both connections")
