// The simulated metadata service against what is known of the real one, over real sockets.
import { request as send } from "node:http";
import test, { type ExecutionContext } from "ava";
import { serveImds, type ImdsSettings } from "../../../src/sandbox/imds/serve-imds.ts";

const instance = {
  id: "i-0123456789abcdef0",
  account: "111122223333",
  region: "eu-west-1",
  availabilityZone: "eu-west-1b",
  privateIp: "127.0.101.1",
  roleName: "node",
  instanceProfile: "arn:aws:iam::111122223333:instance-profile/node",
};
const start = Date.parse("2026-01-12T08:00:00Z");

async function serve(t: ExecutionContext, settings: Partial<ImdsSettings> = {}) {
  const clock = { now: start };
  const now = () => new Date(clock.now);
  const credentials = () => ({
    ...{ accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "session" },
    ...{ issued: now(), expiration: new Date(clock.now + 3_600_000) },
  });
  const imds = await serveImds({
    address: "127.0.0.1",
    instance,
    httpTokens: "required",
    credentials,
    now,
    ...settings,
  });
  t.teardown(() => imds.stop());
  const ask = (path: string, headers: Record<string, string> = {}, method = "GET") => {
    return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      send(`${imds.url}${path}`, { method, headers, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      })
        .on("error", reject)
        .end();
    });
  };
  const token = async (seconds = "60") => (await ask("/latest/api/token", { [ttl]: seconds }, "PUT")).body;
  const read = async (path: string) => ask(path, { "X-aws-ec2-metadata-token": await token() });
  return { imds, ask, token, read, clock };
}
const ttl = "X-aws-ec2-metadata-token-ttl-seconds";
const roles = "/latest/meta-data/iam/security-credentials";

const putsToken = test.macro(async (t, headers: Record<string, string>, status: number) => {
  const { ask } = await serve(t);
  t.is((await ask("/latest/api/token", headers, "PUT")).status, status);
});
test("a token of one second", putsToken, { [ttl]: "1" }, 200);
test("a token of six hours", putsToken, { [ttl]: "21600" }, 200);
test("no token longer than six hours", putsToken, { [ttl]: "21601" }, 400);
test("no token of no time", putsToken, { [ttl]: "0" }, 400);
test("no token without a time", putsToken, {}, 400);
test("no token through a forwarder", putsToken, { [ttl]: "60", "X-Forwarded-For": "192.0.2.1" }, 403);
test("no expectation is met", putsToken, { [ttl]: "60", Expect: "100-continue" }, 417);

test("tokens come from `latest` alone, and only with PUT", async (t) => {
  const { ask } = await serve(t);
  t.is((await ask("/2021-03-23/api/token", { [ttl]: "60" }, "PUT")).status, 403);
  t.is((await ask("/latest/api/token")).status, 405);
});

test("where tokens are required, none, a wrong one and an old one are 401", async (t) => {
  const { ask, token, clock } = await serve(t);
  t.is((await ask(roles)).status, 401);
  t.is((await ask(roles, { "X-aws-ec2-metadata-token": "wrong" })).status, 401);
  const value = await token("60");
  t.is((await ask(roles, { "X-aws-ec2-metadata-token": value })).headers[ttl.toLowerCase()], "60");
  clock.now += 60_000;
  t.is((await ask(roles, { "X-aws-ec2-metadata-token": value })).status, 401);
});

test("where tokens are optional, none will do, and a wrong one will not", async (t) => {
  const { ask } = await serve(t, { httpTokens: "optional" });
  t.is((await ask(roles)).body, "node");
  t.is((await ask(roles, { "X-aws-ec2-metadata-token": "wrong" })).status, 401);
});

test("the role list is one bare line, with and without a slash at the end, under every version", async (t) => {
  const { read } = await serve(t);
  for (const path of [roles, `${roles}/`, "/2021-03-23/meta-data/iam/security-credentials/"]) {
    const { status, body } = await read(path);
    t.deepEqual([status, body], [200, "node"]);
  }
});

test("the credential document has the real one's members, order and spacing", async (t) => {
  const { read } = await serve(t);
  const { body, headers } = await read(`${roles}/node`);
  t.like(headers, { "content-type": "text/plain", server: "EC2ws", "content-length": String(body.length) });
  t.is(headers["transfer-encoding"], undefined);
  const document = JSON.parse(body) as Record<string, string>;
  const names = ["Code", "LastUpdated", "Type", "AccessKeyId", "SecretAccessKey", "Token", "Expiration"];
  t.deepEqual(Object.keys(document), names);
  t.is(document["Expiration"], "2026-01-12T09:00:00Z");
  t.true(body.startsWith('{\n  "Code" : "Success",'));
});

test("region, zone and instance are told", async (t) => {
  const { read } = await serve(t);
  t.is((await read("/latest/meta-data/placement/availability-zone/")).body, "eu-west-1b");
  t.is((await read("/latest/meta-data/placement/region")).body, "eu-west-1");
  const document: unknown = JSON.parse((await read("/latest/dynamic/instance-identity/document")).body);
  t.like(document, { accountId: "111122223333", instanceId: instance.id, region: "eu-west-1", version: "2017-09-30" });
  t.is((await read("/latest/user-data")).headers["content-type"], "application/octet-stream");
});

test("an unknown path and another role's credentials are 404 with a page", async (t) => {
  const { read } = await serve(t);
  for (const path of ["/latest/meta-data/none", `${roles}/other`, "/nothing"]) {
    const { status, body } = await read(path);
    t.is(status, 404);
    t.regex(body, /<title>404 - Not Found<\/title>/);
  }
});

test("an instance without a role has no credentials to list", async (t) => {
  const { read } = await serve(t, { instance: { ...instance, roleName: "" } });
  t.is((await read(`${roles}/`)).status, 404);
  t.is((await read("/latest/meta-data/iam/info")).status, 404);
});

test("what was asked is counted by path", async (t) => {
  const { imds, read } = await serve(t);
  await read(roles);
  await read(`${roles}?x=1`);
  t.is(imds.timesAsked(roles), 2);
  t.is(imds.timesAsked("/latest/api/token"), 2);
});
