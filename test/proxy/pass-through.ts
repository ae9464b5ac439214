import test from "ava";
import { createPassThrough } from "../../src/proxy/pass-through.ts";
import { askWithToken, sendRaw } from "../helpers/proxy-client.ts";
import { createTestClock, settle } from "../helpers/proxy-clock.ts";
import { aPod, startWorld } from "../helpers/proxy-world.ts";

const zonePath = "/latest/meta-data/placement/availability-zone";
const identityPath = "/latest/dynamic/instance-identity/document";

const proxy = await startWorld({
  pods: [aPod(), aPod({ name: "plain-1", addresses: ["127.0.1.2"], annotations: {} })],
  documents: {
    [zonePath]: "eu-west-1a",
    [`${zonePath}/`]: "eu-west-1a",
    [identityPath]: '{"region" : "eu-west-1"}',
    "/latest/user-data": "bootstrap secrets",
    "/latest/meta-data/identity-credentials/ec2/security-credentials/ec2-instance": "real credentials",
    "/latest/meta-data/iam/security-credentials/node": "real credentials",
  },
});
const { url } = proxy;
test.after.always(() => proxy.stop());

test("the zone is read with and without a slash, whichever version is named", async (t) => {
  for (const path of [zonePath, `${zonePath}/`, zonePath.replace("latest", "2021-03-23")]) {
    t.is((await askWithToken(url, path)).body, "eu-west-1a");
  }
});

test("a pod without a role reads them as well", async (t) => {
  t.is((await askWithToken(url, identityPath, { from: "127.0.1.2" })).body, '{"region" : "eu-west-1"}');
});

test("nothing that is not allowed is ever asked of the real service", async (t) => {
  const paths = [
    "/latest/user-data",
    "/latest/meta-data/identity-credentials/ec2/security-credentials/ec2-instance",
    "/latest/meta-data/iam/security-credentials/node",
    "/latest/meta-data/iam/security-credentials-extended/node",
    "/latest/dynamic/instance-identity/pkcs7",
    "/latest/meta-data/public-keys/",
    "/latest/meta-data/unheard-of",
    "/latest/meta-data/placement/%2e%2e/%2e%2e/user-data",
    "/latest/meta-data/placement/..%2f..%2fuser-data",
    "/latest/meta-data/placement\\..\\..\\user-data",
  ];
  for (const path of paths) {
    const reply = await askWithToken(url, path);
    t.true([400, 403, 404].includes(reply.status), `${path}: ${reply.status}`);
    t.false(/secrets|real credentials/.test(reply.body));
  }
  const raw = await sendRaw(url, "GET /latest/meta-data/placement/../../user-data HTTP/1.0\r\n\r\n");
  t.regex(raw, /^HTTP\/1\.1 404 /);
  t.true(proxy.upstream.every((path) => path.startsWith(zonePath) || path === identityPath));
});

test("the listing of meta-data holds only what can be read", async (t) => {
  const { body } = await askWithToken(url, "/latest/meta-data/");
  t.true(body.split("\n").includes("placement/"));
  t.notRegex(body, /identity-credentials|public-keys|user-data/);
});

function open(answer: () => Promise<{ status: number; contentType: string; body: Buffer }>) {
  const clock = createTestClock();
  const asked: string[] = [];
  const passThrough = createPassThrough(async (path) => {
    asked.push(path);
    return answer();
  }, clock.now);
  return { clock, asked, passThrough };
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

test("however many different documents pods ask for, no more than 500 are remembered", async (t) => {
  const { passThrough, asked } = open(async () => document);
  for (let count = 0; count <= 500; count += 1) await passThrough({ path: `/${count}`, freshSeconds: Infinity });
  await passThrough({ path: "/500", freshSeconds: Infinity });
  t.is(asked.length, 501);
  await passThrough({ path: "/0", freshSeconds: Infinity });
  t.is(asked.length, 502);
});
