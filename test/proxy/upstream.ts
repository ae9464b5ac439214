// What the real metadata service sees of pods' requests, over real sockets on both sides: nothing but the proxy's own.
import test, { type ExecutionContext } from "ava";
import { connectMetadata } from "../../src/aws/connect-metadata.ts";
import { serve } from "../helpers/http-server.ts";
import { ask, askToken, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";
import { aPod, issue, startWorld } from "../helpers/proxy-world.ts";

const macPath = "/latest/meta-data/mac";
const spotPath = "/latest/meta-data/spot/instance-action";

/** A metadata service that can refuse the tokens it gave, and a proxy before it. */
async function startBoth(t: ExecutionContext) {
  const service = { generation: 1, given: 0 };
  const upstream = await serve(({ method, headers }) => {
    if (method === "PUT") {
      service.given += 1;
      return { body: `service-token-${service.generation}` };
    }
    if (headers["x-aws-ec2-metadata-token"] !== `service-token-${service.generation}`) return { status: 401, body: "" };
    return { body: "0a:1b:2c:3d:4e:5f" };
  });
  const metadata = connectMetadata({ endpoint: upstream.url, now: Date.now });
  const world = await startWorld({ pods: [aPod()], metadata });
  t.teardown(async () => {
    upstream.stop();
    await world.stop();
  });
  return { upstream, service, url: world.url };
}

const strange = {
  "X-Forwarded-For": "1.2.3.4",
  "X-Forwarded-Host": "evil.example",
  Forwarded: "for=1.2.3.4",
  Via: "1.1 evil",
  Cookie: "secret=of-the-pod",
  Authorization: "Basic secret-of-the-pod",
  "X-Custom": "1",
  "Accept-Encoding": "gzip",
};

test("the real service is asked with the proxy's own token, never with the pod's", async (t) => {
  const { upstream, url } = await startBoth(t);
  const token = await askToken(url);
  const headers = { "X-aws-ec2-metadata-token": token.body };
  t.is((await ask(url, macPath, { headers })).body, "0a:1b:2c:3d:4e:5f");
  t.deepEqual(
    upstream.asked.map((asked) => `${asked.method} ${asked.path}`),
    ["PUT /latest/api/token", `GET ${macPath}`],
  );
  t.is(upstream.asked[1]?.headers["x-aws-ec2-metadata-token"], "service-token-1");
  t.false(JSON.stringify(upstream.asked).includes(token.body));
});

test("nothing of what a pod sends reaches the real service but which document it wants", async (t) => {
  const { upstream, url } = await startBoth(t);
  const bodies = [{}, { body: "secret of the pod" }] as const;
  for (const { body } of bodies as readonly { readonly body?: string }[]) {
    const headers = { ...strange, ...(body === undefined ? {} : { "Transfer-Encoding": "chunked" }) };
    const { body: token } = await askToken(url);
    const path = `${body === undefined ? macPath : spotPath}?secret=of-the-pod`;
    const reply = await ask(url, path, {
      headers: { ...headers, "X-aws-ec2-metadata-token": token },
      ...(body === undefined ? {} : { body }),
    });
    t.is(reply.status, 200);
  }
  t.is(upstream.asked.length, 3);
  for (const { method, headers, body, path } of upstream.asked) {
    const own = method === "PUT" ? "x-aws-ec2-metadata-token-ttl-seconds" : "x-aws-ec2-metadata-token";
    const others = method === "PUT" ? ["content-length"] : [];
    t.deepEqual(Object.keys(headers).toSorted(), ["connection", ...others, "host", own].toSorted());
    t.is(body, "");
    t.false(path.includes("?"));
  }
});

test("when the real service refuses the proxy's token, a new one is taken once and the document asked for again", async (t) => {
  const { upstream, service, url } = await startBoth(t);
  t.is((await askWithToken(url, macPath)).status, 200);
  service.generation = 2;
  t.is((await askWithToken(url, spotPath)).status, 200);
  t.is(service.given, 2);
  t.deepEqual(
    upstream.asked.slice(2).map(({ method }) => method),
    ["GET", "PUT", "GET"],
  );
});

test("when the real service is down, what never changes is still answered, and the rest is 503", async (t) => {
  const { upstream, url } = await startBoth(t);
  for (const path of [macPath, `${macPath}/`]) t.is((await askWithToken(url, path)).status, 200);
  upstream.stop();
  for (const path of [macPath, `${macPath}/`]) t.is((await askWithToken(url, path)).body, "0a:1b:2c:3d:4e:5f");
  const reply = await askWithToken(url, spotPath);
  t.is(reply.status, 503);
  t.is(reply.headers["retry-after"], "1");
});

test("tokens, roles and credentials need nothing of the real service: it may never answer", async (t) => {
  const world = await startWorld({ pods: [aPod()], metadata: () => new Promise(() => {}) });
  t.teardown(() => world.stop());
  t.is((await askToken(world.url)).status, 200);
  t.is((await askWithToken(world.url, rolesPath)).body, "thumbnails");
  t.is((await askWithToken(world.url, `${rolesPath}thumbnails`)).status, 200);
});

test("a client that asks every two minutes for ten gets the same bytes, and STS is not asked again", async (t) => {
  const clock = createTestClock();
  const world = await startWorld({
    pods: [aPod()],
    timers: clock,
    now: clock.now,
    assume: (request) => issue(request, clock.now()),
  });
  t.teardown(() => world.stop());
  const bodies = new Set<string>();
  for (let count = 0; count <= 5; count += 1) {
    bodies.add((await askWithToken(world.url, `${rolesPath}thumbnails`)).body);
    await clock.advance(120_000);
  }
  t.is(bodies.size, 1);
  t.is(world.calls.length, 1);
});

test("the list of roles is answered from memory: STS may never answer", async (t) => {
  const world = await startWorld({ pods: [aPod()], assume: () => new Promise(() => {}) });
  t.teardown(() => world.stop());
  t.is((await askWithToken(world.url, rolesPath)).body, "thumbnails");
});

test("errors carry the small page of the real service", async (t) => {
  const { url, upstream } = await startBoth(t);
  upstream.stop();
  const replies = [
    await askToken(url, { headers: { "X-aws-ec2-metadata-token-ttl-seconds": "0" } }),
    await ask(url, rolesPath),
    await ask(url, rolesPath, { headers: { Host: "evil.example" } }),
    await ask(url, "/latest/nothing"),
    await ask(url, rolesPath, { headers: { "X-Large": "a".repeat(9_000) } }),
    await askWithToken(url, spotPath),
  ];
  t.deepEqual(
    replies.map(({ status }) => status),
    [400, 401, 403, 404, 431, 503],
  );
  for (const { status, headers, body } of replies) {
    t.is(headers["content-type"], "text/html");
    t.is(Number(headers["content-length"]), body.length);
    t.regex(body, new RegExp(`^<\\?xml .+<title>${status} - .+<h1>${status} - `, "su"));
  }
});
