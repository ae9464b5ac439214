// A grammar of requests to a metadata service, from those that clients send to those that nobody should.
import { array, constant, constantFrom, integer, oneof, record, string, tuple } from "fast-check";
import type { Arbitrary } from "fast-check";

export interface HostileRequest {
  readonly text: string;
  /** What comes back has a head only. */
  readonly head: boolean;
  /** Where it ends is a matter of opinion, so it gets a connection of its own, which is closed behind it. */
  readonly alone: boolean;
}

const folders = [
  "meta-data",
  "dynamic",
  "user-data",
  "iam",
  "api",
  "placement",
  "network",
  "tags",
  "instance-identity",
];
const secrets = [
  "security-credentials",
  "security-credentials-extended",
  "identity-credentials",
  "public-keys",
  "info",
];
const leaves = ["token", "mac", "region", "document", "pkcs7", "ec2-instance", "node", "thumbnails", "invoices", "ec2"];
const versions = ["latest", "1.0", "2009-04-04", "2021-03-23", "LATEST", "latest;v=1", "newest"];
const tricks = [
  "",
  ".",
  "..",
  "%2e%2e",
  "%2E.",
  "..;",
  "%00",
  "%2f",
  "%5c",
  "\\",
  "*",
  "a%",
  "%zz",
  "%c0%ae",
  "~",
  "$",
  "@",
];

const whole = [
  "/latest/meta-data/iam/security-credentials/",
  "/latest/meta-data/iam/security-credentials/thumbnails",
  "/latest/meta-data/iam/security-credentials/invoices",
  "/latest/meta-data/iam/security-credentials/node",
  "/latest/meta-data/iam/security-credentials-extended/invoices",
  "/latest/meta-data/identity-credentials/ec2/security-credentials/ec2-instance",
  "/latest/dynamic/instance-identity/document",
  "/latest/dynamic/instance-identity/pkcs7",
  "/latest/meta-data/network/interfaces/macs/0a:1b/vpc-id",
  "/latest/meta-data/tags/instance/Name",
  "/latest/meta-data/",
  "/latest/user-data",
  "/latest/api/token",
  "/latest/",
];

const segment = oneof(
  { weight: 12, arbitrary: constantFrom(...folders, ...secrets) },
  { weight: 8, arbitrary: constantFrom(...leaves) },
  { weight: 2, arbitrary: constantFrom(...tricks) },
  { weight: 1, arbitrary: string({ maxLength: 6, unit: "binary" }) },
  { weight: 1, arbitrary: constantFrom(...folders, ...secrets).map((name) => name.toUpperCase()) },
  { weight: 1, arbitrary: constantFrom(...folders, ...secrets).map(percentEncode) },
);
const built = tuple(constantFrom(...versions), array(segment, { maxLength: 6 }), constantFrom("", "/", "//")).map(
  ([version, rest, slash]) => `/${[version, ...rest].join("/")}${slash}`,
);
/** A path that is right but for one place. */
const broken = tuple(
  constantFrom(...whole),
  integer({ min: 0, max: 60 }),
  constantFrom(...tricks, "/", "/../", "//", "?", "#", " "),
).map(([path, at, trick]) => path.slice(0, at) + trick + path.slice(at));
const path = oneof(
  { weight: 5, arbitrary: constantFrom(...whole) },
  { weight: 4, arbitrary: built },
  { weight: 3, arbitrary: broken },
);
const host = constantFrom(
  "169.254.169.254",
  "169.254.169.254:80",
  "[fd00:ec2::254]",
  "evil.example",
  "user@169.254.169.254",
  "",
);
const target = oneof(
  { weight: 16, arbitrary: path },
  { weight: 1, arbitrary: tuple(path, string({ maxLength: 8 })).map(([start, query]) => `${start}?${query}`) },
  {
    weight: 1,
    arbitrary: tuple(constantFrom("http", "HTTP", "https", "ftp"), host, path).map(
      ([scheme, at, rest]) => `${scheme}://${at}${rest}`,
    ),
  },
  { weight: 1, arbitrary: oneof(constant("*"), host, string({ maxLength: 12, unit: "binary" })) },
);

const method = oneof(
  { weight: 16, arbitrary: constant("GET") },
  { weight: 2, arbitrary: constantFrom("PUT", "HEAD") },
  {
    weight: 1,
    arbitrary: constantFrom("POST", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "STEAL", "QUERY", "PROPFIND"),
  },
);

/** Values that are filled in by whoever knows the tokens: `own`, `other`. */
const token = oneof(
  { weight: 12, arbitrary: constant("<own>") },
  { weight: 2, arbitrary: constant("<other>") },
  { weight: 1, arbitrary: string({ maxLength: 60 }).map(withoutBreaks) },
);
const header = oneof(
  { weight: 12, arbitrary: token.map((value) => `X-aws-ec2-metadata-token: ${value}`) },
  {
    weight: 2,
    arbitrary: constantFrom("60", "21600", "0", "-1", "1e3").map(
      (value) => `X-aws-ec2-metadata-token-ttl-seconds: ${value}`,
    ),
  },
  { weight: 1, arbitrary: constantFrom("127.0.1.2", "127.0.0.1", "::1").map((value) => `X-Forwarded-For: ${value}`) },
  {
    weight: 1,
    arbitrary: constantFrom(
      "X-Real-IP: 127.0.1.2",
      "Forwarded: for=127.0.1.2",
      "Cookie: a=b",
      "Range: bytes=0-1",
      "If-None-Match: *",
      "Accept-Encoding: gzip",
    ),
  },
  { weight: 1, arbitrary: host.map((value) => `Host: ${value}`) },
  {
    weight: 1,
    arbitrary: constantFrom(
      "Connection: keep-alive",
      "Connection: close",
      "Upgrade: h2c",
      "Expect: 100-continue",
      "TE: trailers",
      "Keep-Alive: timeout=1",
    ),
  },
  {
    weight: 1,
    arbitrary: tuple(string({ maxLength: 8 }), string({ maxLength: 30, unit: "binary" })).map(
      ([name, value]) => `${name}: ${withoutBreaks(value)}`,
    ),
  },
);

const framed: Arbitrary<HostileRequest> = record({
  method,
  target: target.map(withoutBreaks),
  headers: array(header, { maxLength: 4 }),
}).map(({ method: verb, target: asked, headers }) => ({
  text: `${[`${verb} ${asked} HTTP/1.1`, ...headers].join("\r\n")}\r\n\r\n`,
  head: verb === "HEAD",
  // Asked for an interim answer or another protocol, what comes back is not one answer.
  alone: headers.some((line) => /^(?:Expect|Upgrade|Content-Length|Transfer-Encoding)\s*:/iu.test(line)),
}));

const framing = constantFrom(
  ["Content-Length: 5", "hello"],
  ["Content-Length: 50", "hello"],
  ["Content-Length: 0\r\nContent-Length: 9", "GET /latest/user-data HTTP/1.1\r\n\r\n"],
  ["Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\nGET /latest/user-data HTTP/1.1\r\n\r\n"],
  ["Transfer-Encoding: chunked", "0\r\n\r\n"],
  ["Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\nX-Trailer: a\r\n\r\n"],
  ["Transfer-Encoding: chunked", "ffffffffff\r\nhello"],
  ["Transfer-Encoding : chunked", "0\r\n\r\n"],
  ["Transfer-Encoding: xchunked", "0\r\n\r\n"],
  ["Transfer-Encoding:\x0bchunked", "0\r\n\r\n"],
) as Arbitrary<readonly [string, string]>;
const version = constantFrom("HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/0.9", "HTTP/2.0", "http/1.1", "");
const lineEnd = constantFrom("\r\n", "\n", "\r", "\r\n ", "\0");
const smuggled = tuple(framed, framing).map(([{ text }, [lines, body]]) =>
  text.replace(/\r\n\r\n$/u, `\r\n${lines}\r\n\r\n${body}`),
);
const misprinted = tuple(framed, version, lineEnd).map(([{ text }, other, end]) =>
  text.replace("HTTP/1.1", other).replaceAll("\r\n", end),
);
const twice = tuple(framed, framed).map(([one, two]) => one.text + two.text);
const unframed: Arbitrary<HostileRequest> = oneof(
  smuggled,
  misprinted,
  twice,
  string({ maxLength: 80, unit: "binary" }),
).map((text) => ({ text, head: false, alone: true }));

export const hostileRequest = oneof({ weight: 19, arbitrary: framed }, { weight: 1, arbitrary: unframed });

function percentEncode(text: string): string {
  return text.replaceAll(/[aeiou-]/gu, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}

/** Leaves the end of the request where it is. */
function withoutBreaks(text: string): string {
  return text.replaceAll(/[\r\n]/gu, "");
}
