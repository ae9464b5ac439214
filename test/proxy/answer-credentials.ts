import test from "ava";
import { ask, askToken, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";
import { aPod, issue, roleNamed, startWorld, testAccount } from "../helpers/proxy-world.ts";

const extendedPath = "/latest/meta-data/iam/security-credentials-extended/";
const proxy = await startWorld({
  pods: [
    aPod(),
    aPod({ name: "plain-1", addresses: ["127.0.1.2"], annotations: {} }),
    aPod({ name: "bad-1", addresses: ["127.0.1.3"], role: "not a role" }),
    aPod({ name: "path-1", addresses: ["127.0.1.4"], role: "pods/thumbnails-writer" }),
  ],
});
const { url } = proxy;
test.after.always(() => proxy.stop());

test("the role list is the bare name, in plain text, of known length", async (t) => {
  const reply = await askWithToken(url, rolesPath);
  t.is(reply.status, 200);
  t.is(reply.body, "thumbnails");
  t.is(reply.headers["content-type"], "text/plain");
  t.is(reply.headers["content-length"], "10");
  t.is(reply.headers["transfer-encoding"], undefined);
});

test("without the trailing slash the list is the same, and never a redirect", async (t) => {
  const reply = await askWithToken(url, rolesPath.slice(0, -1));
  t.is(reply.status, 200);
  t.is(reply.body, "thumbnails");
});

for (const version of ["2009-04-04", "2016-09-02", "1.0"]) {
  test(`version ${version} answers as latest does`, async (t) => {
    t.is((await askWithToken(url, rolesPath.replace("latest", version))).body, "thumbnails");
  });
}

test("HEAD has the headers of GET and no body", async (t) => {
  const [get, head] = await Promise.all([
    askWithToken(url, rolesPath),
    askWithToken(url, rolesPath, { method: "HEAD" }),
  ]);
  t.is(head.body, "");
  t.is(head.headers["content-length"], get.headers["content-length"]);
});

for (const method of ["POST", "PUT", "DELETE"]) {
  test(`${method} of the list is answered 405`, async (t) => {
    t.is((await askWithToken(url, rolesPath, { method })).status, 405);
  });
}

test("an answer to a token carries the seconds the token has left", async (t) => {
  const token = await askToken(url, { headers: { "X-aws-ec2-metadata-token-ttl-seconds": "300" } });
  const reply = await ask(url, rolesPath, { headers: { "X-aws-ec2-metadata-token": token.body } });
  const left = Number(reply.headers["x-aws-ec2-metadata-token-ttl-seconds"]);
  t.true(left > 200 && left <= 300, String(left));
});

test("the credential document has the real one's fields, in its order and layout", async (t) => {
  const reply = await askWithToken(url, `${rolesPath}thumbnails`);
  t.is(reply.status, 200);
  t.is(reply.headers["content-type"], "text/plain");
  const document = JSON.parse(reply.body) as Record<string, string>;
  const fields = ["Code", "LastUpdated", "Type", "AccessKeyId", "SecretAccessKey", "Token", "Expiration"];
  t.deepEqual(Object.keys(document), fields);
  t.is(document["Code"], "Success");
  t.is(document["Type"], "AWS-HMAC");
  t.true(reply.body.startsWith('{\n  "Code" : "Success",\n  "LastUpdated" : "'));
  for (const field of ["LastUpdated", "Expiration"])
    t.regex(document[field] ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  t.true(Date.parse(document["Expiration"] ?? "") - Date.now() >= 900_000);
});

test("two requests get the same bytes, with a trailing slash as well, and never compressed", async (t) => {
  const headers = { "Accept-Encoding": "gzip" };
  const one = await askWithToken(url, `${rolesPath}thumbnails`, { headers });
  const other = await askWithToken(url, `${rolesPath}thumbnails/`, { headers });
  t.is(one.body, other.body);
  t.is(one.headers["content-encoding"], undefined);
});

test("the extended path has the same semantics, with the account", async (t) => {
  t.is((await askWithToken(url, extendedPath)).body, "thumbnails");
  const classic = JSON.parse((await askWithToken(url, `${rolesPath}thumbnails`)).body) as object;
  const extended = JSON.parse((await askWithToken(url, `${extendedPath}thumbnails`)).body) as object;
  t.deepEqual(extended, { ...classic, AccountId: testAccount });
  t.is((await askWithToken(url, `${extendedPath}thumbnails-writer`)).status, 403);
});

test("another role's name is refused with JSON, never answered with any credentials", async (t) => {
  const reply = await askWithToken(url, `${rolesPath}thumbnails-writer`);
  t.is(reply.status, 403);
  t.deepEqual(Object.keys(JSON.parse(reply.body) as object), ["Code", "Message", "message"]);
  t.false(reply.body.includes("ASIA"));
});

test("a pod without an annotation is answered 404 on both paths, with the small page", async (t) => {
  for (const path of [rolesPath, `${rolesPath}thumbnails`]) {
    const reply = await askWithToken(url, path, { from: "127.0.1.2" });
    t.is(reply.status, 404);
    t.is(reply.headers["content-type"], "text/html");
    t.true(reply.body.includes("404 - Not Found"));
  }
});

test("a denied pod is refused with JSON on both paths", async (t) => {
  for (const path of [rolesPath, `${rolesPath}thumbnails`]) {
    const reply = await askWithToken(url, path, { from: "127.0.1.3" });
    t.is(reply.status, 403);
    const body = JSON.parse(reply.body) as Record<string, string>;
    t.is(body["Code"], "MalformedRole");
    t.is(body["Message"], body["message"]);
  }
});

test("a role with a path is listed by its name alone", async (t) => {
  t.is((await askWithToken(url, rolesPath, { from: "127.0.1.4" })).body, "thumbnails-writer");
  t.is((await askWithToken(url, `${rolesPath}thumbnails-writer`, { from: "127.0.1.4" })).status, 200);
});

test("iam/info speaks of the pod's role and is absent where there is none", async (t) => {
  const info = JSON.parse((await askWithToken(url, "/latest/meta-data/iam/info")).body) as Record<string, string>;
  t.is(info["Code"], "Success");
  t.is(info["InstanceProfileArn"], `arn:aws:iam::${testAccount}:instance-profile/thumbnails`);
  t.regex(info["InstanceProfileId"] ?? "", /^AIPA[0-9A-Z]{17}$/);
  t.is((await askWithToken(url, "/latest/meta-data/iam/info", { from: "127.0.1.2" })).status, 404);
});

test("fifty requests that come before STS has answered cause one AssumeRole, with what the identity says", async (t) => {
  let answer = () => {};
  const waiting = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const cold = await startWorld({
    pods: [
      aPod({ annotations: { "iam.amazonaws.com/role": "thumbnails", "iam.amazonaws.com/external-id": "media-1" } }),
    ],
    assume: async (request) => {
      await waiting;
      return issue(request);
    },
  });
  t.teardown(() => cold.stop());
  const requests = Array.from({ length: 50 }, () => askWithToken(cold.url, `${rolesPath}thumbnails`));
  setTimeout(answer, 100);
  const replies = await Promise.all(requests);
  t.deepEqual(new Set(replies.map((reply) => reply.status)), new Set([200]));
  t.is(new Set(replies.map((reply) => reply.body)).size, 1);
  t.deepEqual(cold.calls, [
    {
      role: roleNamed("thumbnails"),
      externalId: "media-1",
      seconds: 3600,
      sessionName: "iamctl-ip-10-0-1-12.eu-west-1.compute.internal",
    },
  ]);
});

test("when STS takes longer than clients wait, the answer is 503 after 900 ms, and the next request finds the credentials", async (t) => {
  const clock = createTestClock();
  let answer = () => {};
  const slow = await startWorld({
    pods: [aPod()],
    timers: clock,
    now: clock.now,
    assume: (request) =>
      new Promise((resolve) => {
        answer = () => resolve(issue(request, clock.now()));
      }),
  });
  t.teardown(() => slow.stop());
  const asked = askWithToken(slow.url, `${rolesPath}thumbnails`);
  await clock.untilSet(900);
  await clock.advance(900);
  const first = await asked;
  t.is(first.status, 503);
  t.is(first.headers["retry-after"], "1");
  answer();
  t.is((await askWithToken(slow.url, `${rolesPath}thumbnails`)).status, 200);
  t.is(slow.calls.length, 1);
});

test("when STS denies, the pod is told so and not who the node is, and STS is asked once in a while only", async (t) => {
  const problem = "User: arn:aws:sts::111122223333:assumed-role/node/i-0 is not authorized";
  const denied = await startWorld({ pods: [aPod()], assume: () => ({ kind: "failed", cause: "denied", problem }) });
  t.teardown(() => denied.stop());
  for (let count = 0; count < 3; count += 1) {
    const reply = await askWithToken(denied.url, `${rolesPath}thumbnails`);
    t.is(reply.status, 403);
    t.is((JSON.parse(reply.body) as { Code: string }).Code, "AssumeRoleUnauthorizedAccess");
    t.false(reply.body.includes("assumed-role/node"));
  }
  t.is(denied.calls.length, 1);
  t.true(denied.lines.some((line) => line.reason === problem));
});
