"""HTTPS and HTTP."""

from . import tls
from .layers import Host
from .registry import case
from .trace import MILLISECOND_NS, TcpConversation, Trace

GITHUB_START = "2024-05-14T09:14:02.118"
GITHUB_FIRST_FRAMES = 17  # what the capture that begins in mid-conversation lacks


def github_session():
    """14 packets up and 17 down in 1.31 s; the lengths of the records are those of HTTP/2."""
    trace = Trace(GITHUB_START)
    start_ns = trace.now_ns
    client = (Host("192.168.1.23", "02:00:c0:a8:01:17"), 51514)
    server = (Host("140.82.114.5", "02:00:c0:a8:01:01"), 443)  # the MAC is the router's
    talk = TcpConversation(trace, client, server)
    talk.open(rtt_ms=92)
    talk.request(tls.client_hello("github", "github.com", ("h2", "http/1.1")), ack_ms=93)
    # EncryptedExtensions, Certificate, CertificateVerify and Finished.
    flight = tls.encrypted("github flight", 36, 2870, 78, tls.FINISHED)
    talk.reply(tls.server_hello("github") + tls.CHANGE_CIPHER_SPEC + flight, ack_ms=0.2)
    trace.wait_ms(6)
    talk.request(tls.CHANGE_CIPHER_SPEC + tls.encrypted("finished", tls.FINISHED), ack_ms=None)
    # The preface with SETTINGS and WINDOW_UPDATE, then the HEADERS of a request.
    talk.request(tls.encrypted("preface", 64, 204), ack_ms=94)
    talk.reply(tls.encrypted("tickets", 57, 57), ack_ms=None)
    talk.reply(tls.encrypted("settings", 33, 9), ack_ms=0.3)
    talk.request(tls.encrypted("settings acknowledged", 9), ack_ms=None)
    trace.wait_ms(141)
    talk.reply(tls.encrypted("response headers", 912), ack_ms=None)
    talk.reply(tls.encrypted("response", 1371), ack_ms=None)
    talk.reply(tls.encrypted("rest of response", 607), ack_ms=0.1)
    trace.wait_ms(180)
    talk.request(tls.encrypted("second request", 163), ack_ms=93)
    talk.reply(tls.encrypted("second response headers", 388), ack_ms=None)
    talk.reply(tls.encrypted("second response", 377), ack_ms=0.1)
    trace.wait_ms(516.8)
    talk.request(tls.encrypted("goodbye", 17, tls.CLOSE_NOTIFY), ack_ms=None)
    talk.send(client, "FA")
    trace.wait_ms(92)
    talk.send(server, "A")
    talk.reply(tls.encrypted("goodbye too", tls.CLOSE_NOTIFY), ack_ms=None)
    talk.send(server, "FA")
    trace.now_ns = start_ns + 1310 * MILLISECOND_NS
    talk.send(client, "A")
    return trace


@case("github-https.pcapng")
def github_https():
    return github_session().pcapng("HTTPS to github.com, from SYN to FIN")


@case("github-https-midstream.pcapng")
def github_https_midstream():
    trace = github_session()
    del trace.frames[:GITHUB_FIRST_FRAMES]
    return trace.pcapng("github-https.pcapng, begun in mid-conversation")


def http_response(status, kind, body):
    """`body` as text; the header says its length."""
    return (f"HTTP/1.1 {status}\r\nServer: example\r\nDate: Tue, 14 May 2024 09:00:00 GMT\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}")


def http_request(path, host="www.example.com"):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: example/1.0\r\nAccept: */*\r\n\r\n"


PAGE = "<!doctype html><title>Example</title><p>" + "An example page. " * 150 + "</p>\n"


def http_session(trace, client, server, page=PAGE):
    """One page asked for and given."""
    talk = TcpConversation(trace, client, server)
    talk.open()
    talk.request(http_request("/"), ack_ms=21)
    talk.reply(http_response("200 OK", "text/html; charset=utf-8", page))
    return talk


@case("http.pcapng")
def http():
    trace = Trace()
    client, server = Host("192.0.2.10"), Host("198.51.100.80")
    first = http_session(trace, (client, 49822), (server, 80))
    trace.wait_ms(70)
    second = TcpConversation(trace, (client, 49824), (server, 8080))
    second.open()
    second.request(http_request("/api/items?page=2", "api.example.com:8080"))
    second.reply(http_response("200 OK", "application/json", '{"items": [4, 5, 6]}'))
    trace.wait_ms(40)
    first.request(http_request("/favicon.ico"))
    first.reply(http_response("404 Not Found", "text/plain", "There is no such file.\n"))
    second.close("server")
    trace.wait_ms(5000)
    first.close()
    return trace.pcapng("HTTP/1.1 on ports 80 and 8080")


@case("http-basic.pcapng")
def http_basic():
    trace = Trace()
    client, server = (Host("192.0.2.10"), 49830), (Host("198.51.100.80"), 8080)
    talk = TcpConversation(trace, client, server)
    talk.open()
    request = http_request("/private", "intranet.example.com:8080")
    talk.say(client, request[:40], ack_ms=None)
    talk.say(client, request[40:-2] + "Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n\r\n",
             ack_ms=None)
    trace.frames[-2:] = [(time, *frame[1:]) for (time, *_), frame
                         in zip(trace.frames[-2:], reversed(trace.frames[-2:]))]
    trace.wait_ms(10)
    talk.send(server, "A")
    talk.reply(http_response("200 OK", "text/plain", "Welcome.\n"))
    talk.close()
    return trace.pcapng("HTTP with a password, RFC 7617; the request's two segments change places")
