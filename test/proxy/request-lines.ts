// What comes back for every way to write a request that a client would not: one table, over real sockets.
import test from "ava";
import { askToken, rolesPath, sendRaw } from "../helpers/proxy-client.ts";
import { aPod, startWorld } from "../helpers/proxy-world.ts";

const proxy = await startWorld({
  pods: [aPod(), aPod({ name: "slow-1", addresses: ["127.0.1.2"], role: "slow" })],
  documents: { "/latest/meta-data/mac": "0a:1b:2c:3d:4e:5f" },
  assume: () => new Promise(() => {}),
});
const { url } = proxy;
const { body: token } = await askToken(url);
test.after.always(() => proxy.stop());

const signed = `X-aws-ec2-metadata-token: ${token}`;
const list = rolesPath;

/** Status and body of each answer, and how the connection was left. */
function summarize(received: string): string {
  const answers = received.split(/(?=HTTP\/1\.1 \d{3} )/u).map((answer) => {
    const [head = "", body = ""] = answer.split("\r\n\r\n", 2);
    const status = /^HTTP\/1\.1 (\d{3}) /u.exec(head)?.[1] ?? JSON.stringify(answer);
    return status === "200" ? `200 ${body}` : status;
  });
  return received === "" ? "nothing" : answers.join(", ");
}

/** `\n` in the lines stands for itself; every line ends in CRLF, and an empty one ends the header. */
const sends = test.macro({
  async exec(t, lines: readonly string[], expected: string) {
    const received = await sendRaw(url, `${lines.join("\r\n")}\r\n\r\n`);
    t.is(summarize(received), expected);
  },
  title: (rule = "", lines: readonly string[]) => `${rule}: ${JSON.stringify(lines[0])}`,
});

const end = "Connection: close";
const get = (target: string) => [`GET ${target} HTTP/1.1`, signed, end];
const role = "200 thumbnails";

// Targets.
test("the usual one", sends, get(list), role);
test("the absolute form is its path", sends, get(`http://169.254.169.254${list}`), role);
test("with the port as well", sends, get(`http://169.254.169.254:80${list}`), role);
test("in any letter case", sends, get(`HTTP://169.254.169.254${list}`), role);
test("of the IPv6 address, too", sends, get(`http://[fd00:ec2::254]${list}`), role);
test("of another host it is refused", sends, get(`http://evil.example${list}`), "403");
test("of another port, too", sends, get(`http://169.254.169.254:8080${list}`), "403");
test("with a user before the host, too", sends, get(`http://a@169.254.169.254${list}`), "403");
test("it goes before the Host header", sends, [...get(`http://169.254.169.254${list}`), "Host: evil.example"], role);
test("TLS is not spoken", sends, get(`https://169.254.169.254${list}`), "400");
test("no other scheme is", sends, get(`file://169.254.169.254${list}`), "400");
test("an empty segment", sends, get(`/${list}`), "404");
test("a segment that is a dot", sends, get("/latest/./meta-data/iam/security-credentials/"), "404");
test("a segment that goes up", sends, get("/latest/x/../meta-data/iam/security-credentials/"), "404");
test("an encoded one", sends, get("/latest/%2e%2e/latest/meta-data/iam/security-credentials/"), "404");
test("an encoded letter is that letter", sends, get("/latest/meta-data/iam/security%2Dcredentials/"), role);
test("an encoded slash is none", sends, get("/latest/meta-data/iam%2Fsecurity-credentials/"), "400");
test("nothing is decoded twice", sends, get("/latest/meta-data/iam/security%252Dcredentials/"), "400");
test("half an encoding", sends, get("/latest/meta-data/iam/security-credentials%2"), "400");
test("upper case is another name", sends, get(list.toUpperCase()), "404");
test("a backslash", sends, get("/latest\\meta-data\\iam\\security-credentials\\"), "400");
test("an encoded NUL", sends, get(`${list}%00`), "400");
test("a NUL", sends, get(`${list}\0`), "400");
test("a letter beyond ASCII", sends, get(`${list}é`), "400");
test("a space in the target", sends, get("/latest/meta-data /iam"), "400");
test("a tab in the target", sends, get("/latest/meta-data\t/iam"), "400");
test("a fragment", sends, get(`${list}#x`), "400");
test("parameters of a segment", sends, get("/latest;x=y/meta-data/iam/security-credentials/"), "400");
test("no slash at the start", sends, get("latest/meta-data/"), "400");
test("an asterisk", sends, ["OPTIONS * HTTP/1.1", end], "400");
test("a target of 1,025 characters", sends, get(`/${"a".repeat(1_024)}`), "400");
test("a target of 9,000 characters", sends, get(`/${"a".repeat(9_000)}`), "431");
test("a query says nothing", sends, get(`${list}?ip=127.0.1.2&role=other`), role);

// Methods and versions.
test("TRACE", sends, [`TRACE ${list} HTTP/1.1`, signed, end], "405");
test("PROPFIND", sends, [`PROPFIND ${list} HTTP/1.1`, signed, end], "405");
test("a method nobody knows", sends, [`STEAL ${list} HTTP/1.1`, signed, end], "400");
test("a method in lower case", sends, [`get ${list} HTTP/1.1`, signed, end], "400");
test("CONNECT is cut off", sends, ["CONNECT 169.254.169.254:80 HTTP/1.1", end], "nothing");
test("HTTP/0.9 can bring no token", sends, [`GET ${list}`], "401");
test("HTTP/1.0 is answered and closed", sends, [`GET ${list} HTTP/1.0`, signed], role);
test("HTTP/1.2", sends, [`GET ${list} HTTP/1.2`, signed, end], "400");
test("HTTP/2 from the start", sends, ["PRI * HTTP/2.0", "", "SM"], "400");
test(
  "an upgrade to HTTP/2",
  sends,
  [...get(list), "Connection: Upgrade", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"],
  "400",
);
test("an upgrade to a WebSocket", sends, [...get(list), "Connection: Upgrade", "Upgrade: websocket"], "400");
test("a TLS greeting", sends, ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], "400");
test("the PROXY protocol", sends, ["PROXY TCP4 127.0.1.2 127.0.0.1 1 80", ...get(list)], "400");

// Headers.
test("spaces around a value are none of it", sends, [`GET ${list} HTTP/1.1`, `${signed}  `, end], role);
test("a space before the colon", sends, [`GET ${list} HTTP/1.1`, signed.replace(":", " :"), end], "400");
test("a header without a colon", sends, [...get(list), "nonsense"], "400");
test("a header that goes on in the next line", sends, [...get(list), "X-Long: a", " b"], "400");
test("a lone LF", sends, [`GET ${list} HTTP/1.1\n${signed}\n${end}\n`], "400");
test("a NUL in a value", sends, [...get(list), "X-Nul: a\0b"], "400");
test("two tokens are none", sends, [...get(list), signed], "401");
test("another Host is refused", sends, [...get(list), "Host: evil.example"], "403");
test("an empty Host, too", sends, [...get(list), "Host:"], "403");
test("an expectation nobody knows", sends, [...get(list), "Expect: money"], "417");

// Bodies, and where one request ends and the next begins. A request whose body is malformed is cut off: an answer could be
// taken for that of another.
test("two lengths", sends, [...get(list), "Content-Length: 0", "Content-Length: 5"], "400");
test(
  "a length and chunks",
  sends,
  [...get(list), "Content-Length: 3", "Transfer-Encoding: chunked", "", "0", ""],
  "400",
);
test(
  "chunks and a length",
  sends,
  [...get(list), "Transfer-Encoding: chunked", "Content-Length: 3", "", "0", ""],
  "400",
);
test("a length below zero", sends, [...get(list), "Content-Length: -1"], "400");
test("a length with a plus", sends, [...get(list), "Content-Length: +3", "", "abc"], "400");
test("an encoding nobody knows", sends, [...get(list), "Transfer-Encoding: xchunked", "", "0", ""], "nothing");
test("an encoding after chunks", sends, [...get(list), "Transfer-Encoding: chunked, gzip", "", "0", ""], "400");
test(
  "chunks twice",
  sends,
  [...get(list), "Transfer-Encoding: chunked", "Transfer-Encoding: identity", "", "0", ""],
  "400",
);
test("chunks with a tab before", sends, [...get(list), "Transfer-Encoding:\tchunked", "", "0", ""], role);
test("a chunk that is no number", sends, [...get(list), "Transfer-Encoding: chunked", "", "zz", ""], "nothing");
test(
  "a chunk that never fits",
  sends,
  [...get(list), "Transfer-Encoding: chunked", "", "fffffffffffffffff", ""],
  "nothing",
);

const twice = [`GET ${list} HTTP/1.1`, signed, "", ...get("/latest/meta-data/mac")];
const smuggled = ["Content-Length: 51", "", "GET /latest/meta-data/iam/info HTTP/1.1", "X-Smug: a"];
test("requests one after the other are answered in their order", sends, twice, `${role}, 200 0a:1b:2c:3d:4e:5f`);
test("what a length covers is no request", sends, [`GET ${list} HTTP/1.1`, signed, end, ...smuggled], role);
test("what follows a malformed request is not read", sends, ["nonsense", ...get(list)], "400");
test("a malformed request after a good one is cut off", sends, [`GET ${list} HTTP/1.1`, signed, "", "nonsense"], role);

test("a malformed request cannot take the answer of one that still waits", async (t) => {
  const slow = await askToken(url, { from: "127.0.1.2" });
  const lines = [`GET ${list}slow HTTP/1.1`, `X-aws-ec2-metadata-token: ${slow.body}`, "", "nonsense", "", ""];
  t.is(await sendRaw(url, lines.join("\r\n"), "127.0.1.2"), "");
});
