import test from "ava";
import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { createRouter, route } from "../../src/proxy/route.ts";
import { testSettings } from "../helpers/proxy-world.ts";

const { allowed } = testSettings.requests;
const roles = "/latest/meta-data/iam/security-credentials";

/** One word for a route: what is asked for, with its parameters. */
function summary(method: string, target: string): string {
  const { route: asked, authority } = route(method, target, allowed);
  const host = authority === undefined ? "" : ` at ${authority}`;
  switch (asked.kind) {
    case "credentials":
      return `${asked.extended ? "extended " : ""}credentials of ${asked.role}${host}`;
    case "document":
      return `document ${asked.document.path}${host}`;
    case "refused":
      return `${asked.status}${host}`;
    case "wrong-method":
      return `405 ${asked.allow}`;
    case "listing":
      return "listing";
    default:
      return `${asked.kind}${host}`;
  }
}

const asks = test.macro({
  exec: (t, method: string, target: string, expected: string) => t.is(summary(method, target), expected),
  title: (rule = "", method: string, target: string) => `${rule}: ${method} ${JSON.stringify(target.slice(0, 80))}`,
});

test("a token is asked for with PUT", asks, "PUT", "/latest/api/token", "token");
test("a token is asked for with a trailing slash too", asks, "PUT", "/latest/api/token/", "token");
test("a query is ignored", asks, "PUT", "/latest/api/token?ip=10.0.0.1", "token");
test("a dated version issues no tokens", asks, "PUT", "/2021-03-23/api/token", "403");
test("a token cannot be read", asks, "GET", "/latest/api/token", "405 OPTIONS, PUT");
test("a token's methods can be asked", asks, "OPTIONS", "/latest/api/token", "options");
test("a token path is its two segments", asks, "PUT", "/latest/api/token/x", "405 GET, HEAD");

test("roles are listed", asks, "GET", `${roles}/`, "roles");
test("roles are listed without the slash", asks, "GET", roles, "roles");
test("roles are listed for HEAD", asks, "HEAD", `${roles}/`, "roles");
test("roles are listed under any version", asks, "GET", `${roles.replace("latest", "2009-04-04")}/`, "roles");
test("roles are listed under version 1.0", asks, "GET", `${roles.replace("latest", "1.0")}/`, "roles");
test("no version, no answer", asks, "GET", `${roles.replace("latest", "newest")}/`, "404");
test("roles cannot be written", asks, "POST", `${roles}/`, "405 GET, HEAD");
test("roles are listed on the extended path", asks, "GET", `${roles}-extended/`, "roles");
test("credentials name their role", asks, "GET", `${roles}/api`, "credentials of api");
test("credentials may end in a slash", asks, "GET", `${roles}/api/`, "credentials of api");
test("extended credentials", asks, "GET", `${roles}-extended/api`, "extended credentials of api");
test("every legal character of a role name", asks, "GET", `${roles}/a_b+c=d,e.f@g-h`, "credentials of a_b+c=d,e.f@g-h");
test("percent-encoding is undone once", asks, "GET", `${roles}/a%2Bb%40c`, "credentials of a+b@c");
test("what is hidden by encoding is still ours to answer", asks, "GET", roles.replace("y-c", "y%2dc"), "roles");
test("percent-encoding is not undone twice", asks, "GET", `${roles}/a%252Bb`, "400");
test("a role is one segment", asks, "GET", `${roles}/path/api`, "404");
test("a query does not change who asks", asks, "GET", `${roles}/?ip=10.0.0.9`, "roles");
test("iam/info", asks, "GET", "/latest/meta-data/iam/info", "info");
test("nothing else is under iam", asks, "GET", "/latest/meta-data/iam/security-credentials-other/x", "404");

test("upper case is another path", asks, "GET", "/latest/meta-data/iam/SECURITY-CREDENTIALS/", "404");
test("empty segments are refused", asks, "GET", "//latest///meta-data/iam/security-credentials/", "404");
test("an empty segment at the end is refused", asks, "GET", `${roles}//`, "404");
test("dot segments are refused", asks, "GET", "/latest/./meta-data/iam/security-credentials/", "404");
test("parent segments are refused", asks, "GET", "/latest/x/../meta-data/user-data", "404");
test("encoded parent segments are refused", asks, "GET", "/latest/%2e%2e/user-data", "404");
test("an encoded slash is refused", asks, "GET", "/latest%2Fuser-data", "400");
test("an encoded NUL is refused", asks, "GET", `${roles}/a%00b`, "400");
test("a NUL is refused", asks, "GET", `${roles}/a\0b`, "400");
test("a backslash is refused", asks, "GET", "/latest\\user-data", "400");
test("broken encoding is refused", asks, "GET", `${roles}/%zz`, "400");
test("overlong UTF-8 is refused", asks, "GET", `${roles}/%c0%ae`, "400");
test("parameters of a segment are refused", asks, "GET", "/latest/meta-data;x=y/mac", "400");
test("a fragment is refused", asks, "GET", "/latest/meta-data/mac#x", "400");
test("letters beyond ASCII are refused", asks, "GET", `${roles}/rôle`, "400");
test("an over-long target is refused", asks, "GET", `${roles}/${"a".repeat(1024)}`, "400");
test("an empty target is refused", asks, "GET", "", "400");
test("the asterisk form is refused", asks, "OPTIONS", "*", "400");
test("the authority form is refused", asks, "CONNECT", "169.254.169.254:80", "400");
test("TRACE is refused", asks, "TRACE", `${roles}/`, "405 GET, HEAD");

test("the absolute form is its path", asks, "GET", `http://169.254.169.254${roles}/`, "roles at 169.254.169.254");
test("the absolute form names its host", asks, "GET", `HTTP://evil.example${roles}/`, "roles at evil.example");
test("a user in the absolute form is part of the host", asks, "GET", "http://a@b/latest/", "document /latest/ at a@b");
test("no other scheme", asks, "GET", "https://169.254.169.254/latest/", "400");
test("an absolute form without a path", asks, "GET", "http://169.254.169.254?x", "404 at 169.254.169.254");

test(
  "the zone is passed on",
  asks,
  "GET",
  "/latest/meta-data/placement/region",
  "document /latest/meta-data/placement/region",
);
test("the version is not passed on", asks, "GET", "/2021-03-23/meta-data/mac", "document /latest/meta-data/mac");
test("a slash is passed on", asks, "GET", "/latest/meta-data/placement/", "document /latest/meta-data/placement/");
test("a query is not passed on", asks, "GET", "/latest/meta-data/mac?x=/user-data", "document /latest/meta-data/mac");
test(
  "the identity document is passed on",
  asks,
  "GET",
  "/latest/dynamic/instance-identity/document",
  "document /latest/dynamic/instance-identity/document",
);
for (const name of ["pkcs7", "signature", "rsa2048", "dsa2048", "document/x"]) {
  test("proof of being the node is not", asks, "GET", `/latest/dynamic/instance-identity/${name}`, "404");
}
test("user data is not", asks, "GET", "/latest/user-data", "404");
test("user data is not under meta-data", asks, "GET", "/latest/meta-data/user-data", "404");
test("the instance's own credentials are not", asks, "GET", "/latest/meta-data/identity-credentials/ec2/info", "404");
test("public keys are not", asks, "GET", "/latest/meta-data/public-keys/0/openssh-key", "404");
test("what is unknown is not", asks, "GET", "/latest/meta-data/brand-new", "404");
test("only instance tags are", asks, "GET", "/latest/meta-data/tags/other", "404");
test("a leaf has nothing below it", asks, "GET", "/latest/meta-data/mac/x", "404");
test("folders are listed", asks, "GET", "/latest/meta-data", "document /latest/meta-data/");
test("the folder of roles is listed", asks, "GET", "/latest/meta-data/iam/", "listing");
test("the root is not", asks, "GET", "/", "404");
test("metrics are elsewhere", asks, "GET", "/metrics", "404");
test("health is elsewhere", asks, "GET", "/healthz", "404");

const pieces = constantFrom(
  ..."/ // . .. %2e %2F %00 \\ ? # ; latest 1.0 meta-data iam user-data dynamic identity-credentials placement mac".split(
    " ",
  ),
  "instance-identity",
  "security-credentials",
  "tags",
  "instance",
  "http://evil.example",
);

test("whatever is asked, only allowed documents go further, spelt by us", (t) => {
  const hostile = array(oneof(pieces, string({ maxLength: 4 })), { maxLength: 9 });
  assert(
    property(hostile, constantFrom("GET", "HEAD", "PUT"), (parts, method) => {
      const { route: asked } = route(method, parts.join(""), allowed);
      if (asked.kind !== "document") return;
      t.regex(
        asked.document.path,
        /^\/latest\/(|meta-data(\/[\w+=,.@:-]+)*|dynamic|dynamic\/instance-identity|dynamic\/instance-identity\/document)\/?$/,
      );
      t.notRegex(asked.document.path, /\/\.{1,2}(\/|$)|credentials|user-data|public-keys/);
    }),
    { numRuns: 5_000 },
  );
  t.pass();
});

test("asked again, the answer is the same, however many other things were asked in between", (t) => {
  const routeAgain = createRouter(allowed);
  const targets = [`${roles}/api`, "/latest/meta-data/mac", `http://evil.example${roles}/`, "/latest/user-data"];
  for (let round = 0; round < 2; round += 1) {
    for (const target of targets) {
      for (const method of ["GET", "PUT", "GET", "HEAD"]) {
        t.deepEqual(routeAgain(method, target), route(method, target, allowed));
      }
    }
    for (let count = 0; count < 1_000; count += 1) routeAgain("GET", `${roles}/${count}`);
  }
});
