import test, { type ExecutionContext } from "ava";
import { parseAllowList } from "../../src/proxy/allow-list.ts";
import type { AllowedDocument } from "../../src/proxy/allow-list.ts";
import { createPassThrough } from "../../src/proxy/pass-through.ts";
import { askWithToken, rolesPath, sendRaw } from "../helpers/proxy-client.ts";
import { createTestClock, settle } from "../helpers/proxy-clock.ts";
import { aPod, startWorld, testSettings } from "../helpers/proxy-world.ts";

const zonePath = "/latest/meta-data/placement/availability-zone";
const identityPath = "/latest/dynamic/instance-identity/document";

const metaData = "/latest/meta-data";
const secrets = {
  "/latest/user-data": "bootstrap secrets",
  [`${metaData}/identity-credentials/ec2/security-credentials/ec2-instance`]: "real credentials",
  [`${metaData}/iam/security-credentials/`]: "real credentials",
  [`${metaData}/iam/security-credentials/node`]: "real credentials",
  [`${metaData}/iam/security-credentials-extended/`]: "real credentials",
  [`${metaData}/iam/info`]: "real credentials",
  [`${metaData}/public-keys/`]: "real secrets",
  "/latest/dynamic/instance-identity/pkcs7": "real secrets",
};
const values = { [`${metaData}/placement/region`]: "eu-west-1", [`${metaData}/instance-id`]: "i-0123456789abcdef0" };
const addresses = { [`${metaData}/mac`]: "0a:1b:2c:3d:4e:5f", [`${metaData}/local-ipv4`]: "10.0.1.12" };
const proxy = await startWorld({
  pods: [aPod(), aPod({ name: "plain-1", addresses: ["127.0.1.2"], annotations: {} })],
  documents: {
    ...{ ...secrets, ...values, ...addresses },
    [zonePath]: "eu-west-1a",
    [identityPath]: '{"region" : "eu-west-1"}',
    "/latest/": "dynamic\nmeta-data\nuser-data",
    [`${metaData}/`]: "ami-id\niam/\nidentity-credentials/\nmac\nplacement/\npublic-keys/\nunheard-of\n",
    [`${metaData}/placement/`]: "availability-zone\nregion",
    "/latest/dynamic/": "fws/\ninstance-identity/",
    "/latest/dynamic/instance-identity/": "document\npkcs7\nrsa2048\nsignature",
  },
});
const { url } = proxy;
test.after.always(() => proxy.stop());

test("the zone is read with and without a slash, whichever version is named", async (t) => {
  for (const path of [zonePath, `${zonePath}/`, zonePath.replace("latest", "2021-03-23")]) {
    t.is((await askWithToken(url, path)).body, "eu-west-1a");
  }
});

test("region, instance, MAC and address are the real ones", async (t) => {
  for (const [path, value] of Object.entries({ ...values, ...addresses })) {
    const reply = await askWithToken(url, path);
    t.is(reply.body, value, path);
    t.is(reply.headers["content-type"], "text/plain");
  }
});

test("the identity document is read, whether the pod has a role or not", async (t) => {
  for (const from of ["127.0.1.1", "127.0.1.2"]) {
    const reply = await askWithToken(url, identityPath, { from });
    t.is(reply.status, 200);
    t.deepEqual(JSON.parse(reply.body), { region: "eu-west-1" });
  }
});

async function isHidden(t: ExecutionContext, path: string): Promise<void> {
  const reply = await askWithToken(url, path);
  t.is(reply.status, 404, path);
  t.is(reply.headers["content-type"], "text/html");
  t.true(reply.body.includes("<title>404 - Not Found</title>"));
  t.false(proxy.upstream.includes(path));
}

test("what proves to be the node is hidden", async (t) => {
  for (const name of ["pkcs7", "signature", "rsa2048", "dsa2048"]) {
    await isHidden(t, `/latest/dynamic/instance-identity/${name}`);
  }
});

test("user data is hidden", async (t) => isHidden(t, "/latest/user-data"));

test("the instance's own credentials are hidden", async (t) => {
  await isHidden(t, `${metaData}/identity-credentials/ec2/security-credentials/ec2-instance`);
  await isHidden(t, `${metaData}/identity-credentials/ec2/info`);
});

test("an unknown path is answered 404 with the small page, and the real service is not asked", async (t) => {
  await isHidden(t, `${metaData}/brand-new`);
  await isHidden(t, "/latest/brand-new/");
});

test("listings hold only what can be read", async (t) => {
  const list = async (path: string) => (await askWithToken(url, path)).body.split("\n");
  t.deepEqual(await list("/latest/"), ["dynamic", "meta-data"]);
  t.deepEqual(await list(`${metaData}/`), ["ami-id", "iam/", "mac", "placement/"]);
  t.deepEqual(await list(metaData), ["ami-id", "iam/", "mac", "placement/"]);
  t.deepEqual(await list(`${metaData}/placement/`), ["availability-zone", "region"]);
  t.deepEqual(await list("/latest/dynamic/"), ["instance-identity/"]);
  t.deepEqual(await list("/latest/dynamic/instance-identity"), ["document"]);
  t.deepEqual(await list(`${metaData}/iam/`), ["info", "security-credentials/"]);
});

test("iam/info is made up from the pod's role, and absent for whom has none", async (t) => {
  const reply = await askWithToken(url, `${metaData}/iam/info`);
  const document = JSON.parse(reply.body) as Record<string, string>;
  t.deepEqual(Object.keys(document), ["Code", "LastUpdated", "InstanceProfileArn", "InstanceProfileId"]);
  t.is(document["Code"], "Success");
  t.is(document["InstanceProfileArn"], "arn:aws:iam::111122223333:instance-profile/thumbnails");
  t.regex(document["InstanceProfileId"] ?? "", /^AIPA[0-9A-F]{17}$/);
  for (const from of ["127.0.1.2", "127.0.9.9"]) {
    t.is((await askWithToken(url, `${metaData}/iam/info`, { from })).status, 404);
  }
});

test("however a path is written, no secret of the node comes back, and the real service is asked for none", async (t) => {
  const paths = [
    "//latest///meta-data/iam/security-credentials/",
    "/latest/./meta-data/iam/security-credentials/node",
    "/latest/x/../meta-data/iam/security-credentials/node",
    "/latest/%2e%2e/latest/user-data",
    "/latest/meta-data/iam/security%2dcredentials/node",
    "/latest/meta-data/iam/security%2Dcredentials%2Fnode",
    "/latest/meta-data/iam/SECURITY-CREDENTIALS/node",
    "/LATEST/USER-DATA",
    "/latest/meta-data/IAM/security-credentials/node",
    "/latest/meta-data%2fiam%2fsecurity-credentials%2fnode",
    "/latest/meta-data/placement/%2e%2e/%2e%2e/user-data",
    "/latest/meta-data/placement/..%2f..%2fuser-data",
    "/latest/meta-data/placement\\..\\..\\user-data",
    "/latest/meta-data/placement/..;/..;/user-data",
    "/latest/meta-data/network/..%00/user-data",
    "/latest/meta-data/network/%252e%252e/user-data",
    "/latest/user-data?/latest/meta-data/mac",
    "/latest/meta-data/mac/../../user-data",
    "/2009-04-04/user-data",
    "/1.0/meta-data/iam/security-credentials-extended/node",
  ];
  for (const path of paths) {
    const reply = await askWithToken(url, path);
    t.true([400, 403, 404].includes(reply.status), `${path}: ${reply.status}`);
    t.notRegex(reply.body, /secrets|real credentials/);
  }
  const raw = await sendRaw(url, "GET /latest/meta-data/placement/\0../../user-data HTTP/1.0\r\n\r\n");
  t.regex(raw, /^HTTP\/1\.1 400 /);
  t.deepEqual(
    proxy.upstream.filter((path) => path in secrets),
    [],
  );
});

test("a query is ignored, and ?ip= says nothing about who asks", async (t) => {
  t.is((await askWithToken(url, `${rolesPath}?ip=127.0.1.2`)).body, "thumbnails");
  t.is((await askWithToken(url, `${zonePath}?x=/latest/user-data`)).body, "eu-west-1a");
  t.true(proxy.upstream.every((path) => !path.includes("?")));
});

test("what is allowed by a setting is read, and what must never be stays hidden", async (t) => {
  const result = parseAllowList("dynamic/instance-identity/pkcs7,meta-data/**");
  if (result.kind === "faults") return t.fail(result.faults.join());
  const requests = { ...testSettings.requests, allowed: result.allowed };
  const world = await startWorld({ pods: [aPod()], settings: { requests }, documents: { ...secrets, ...values } });
  t.teardown(() => world.stop());
  t.is((await askWithToken(world.url, "/latest/dynamic/instance-identity/pkcs7")).body, "real secrets");
  t.is((await askWithToken(world.url, `${metaData}/public-keys/`)).body, "real secrets");
  t.is((await askWithToken(world.url, "/latest/user-data")).status, 404);
  t.is((await askWithToken(world.url, identityPath)).status, 404);
  const own = `${metaData}/identity-credentials/ec2/security-credentials/ec2-instance`;
  t.is((await askWithToken(world.url, own)).status, 404);
  t.is((await askWithToken(world.url, `${rolesPath}node`)).status, 403);
});

function open(answer: () => Promise<{ status: number; contentType: string; body: Buffer }>) {
  const clock = createTestClock();
  const asked: string[] = [];
  let mayRead = true;
  const read = createPassThrough({
    async metadata(path) {
      asked.push(path);
      return answer();
    },
    now: clock.now,
    mayRead: () => mayRead,
  });
  const passThrough = (document: AllowedDocument) => read(document, "127.0.1.1");
  return { clock, asked, passThrough, limit: () => (mayRead = false) };
}

const document = { status: 200, contentType: "text/plain", body: Buffer.from("x") };

test("what is fixed for an instance is asked for once, what changes every five seconds", async (t) => {
  const { passThrough, asked, clock } = open(async () => document);
  for (const freshSeconds of [Infinity, 5]) {
    for (const wait of [0, 4_999, 1]) {
      await clock.advance(wait);
      await passThrough({ path: String(freshSeconds), freshSeconds });
    }
  }
  t.deepEqual(asked, ["Infinity", "5", "5"]);
});

test("however many ask at once, the real service is asked once", async (t) => {
  let finish = () => {};
  const { passThrough, asked } = open(() => new Promise((resolve) => (finish = () => resolve(document))));
  const answers = Promise.all(Array.from({ length: 20 }, async () => passThrough({ path: "/x", freshSeconds: 5 })));
  await settle();
  finish();
  t.deepEqual(new Set((await answers).map((answer) => answer.status)), new Set([200]));
  t.is(asked.length, 1);
});

test("while the real service is down, what is fixed is still answered and the rest is 503", async (t) => {
  let down = false;
  const { passThrough } = open(async () => {
    if (down) throw new Error("connect ECONNREFUSED");
    return document;
  });
  await passThrough({ path: "/fixed", freshSeconds: Infinity });
  down = true;
  t.is((await passThrough({ path: "/fixed", freshSeconds: Infinity })).status, 200);
  t.is((await passThrough({ path: "/other", freshSeconds: Infinity })).status, 503);
});

test("an absent document is 404 and asked for again later", async (t) => {
  const { passThrough, asked, clock } = open(async () => ({ ...document, status: 404 }));
  for (const wait of [0, 1_000, 4_000]) {
    await clock.advance(wait);
    t.is((await passThrough({ path: "/spot", freshSeconds: Infinity })).status, 404);
  }
  t.is(asked.length, 2);
});

test("however many different documents pods ask for, no more than 500 that pass are remembered, and what is fixed is never lost", async (t) => {
  const { passThrough, asked } = open(async () => document);
  await passThrough({ path: "/fixed", freshSeconds: Infinity });
  for (let count = 0; count <= 500; count += 1) await passThrough({ path: `/${count}`, freshSeconds: 5 });
  t.is(asked.length, 502);
  await passThrough({ path: "/500", freshSeconds: 5 });
  await passThrough({ path: "/fixed", freshSeconds: Infinity });
  t.is(asked.length, 502);
  await passThrough({ path: "/0", freshSeconds: 5 });
  t.is(asked.length, 503);
});

test("who asks for too many documents gets what is remembered, and 503 for the rest", async (t) => {
  const { passThrough, asked, limit } = open(async () => document);
  await passThrough({ path: "/known", freshSeconds: 5 });
  limit();
  t.is((await passThrough({ path: "/known", freshSeconds: 5 })).status, 200);
  t.is((await passThrough({ path: "/other", freshSeconds: 5 })).status, 503);
  t.deepEqual(asked, ["/known"]);
});

test("no more than 32 documents are asked for at once", async (t) => {
  const { passThrough, asked } = open(() => new Promise(() => {}));
  for (let count = 0; count < 32; count += 1) void passThrough({ path: `/${count}`, freshSeconds: 5 });
  t.is((await passThrough({ path: "/32", freshSeconds: 5 })).status, 503);
  t.is(asked.length, 32);
});
