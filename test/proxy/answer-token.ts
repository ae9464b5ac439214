import http from "node:http";
import test from "ava";
import { ask, askToken, rolesPath, sendRaw } from "../helpers/proxy-client.ts";
import type { Reply } from "../helpers/proxy-client.ts";
import { aPod, startWorld } from "../helpers/proxy-world.ts";

const proxy = await startWorld({ pods: [aPod()] });
const { url } = proxy;
test.after.always(() => proxy.stop());

test("a PUT with a TTL gives an opaque token in plain text, without a newline, and says what was granted", async (t) => {
  const reply = await askToken(url);
  t.is(reply.status, 200);
  t.regex(reply.body, /^[\w-]{56}$/);
  t.is(reply.headers["content-type"], "text/plain");
  t.is(reply.headers["x-aws-ec2-metadata-token-ttl-seconds"], "21600");
});

test("the shortest and the longest TTL are granted", async (t) => {
  for (const value of ["1", "21600"]) {
    const reply = await askWithTtl(value);
    t.is(reply.status, 200, value);
    t.is(reply.headers["x-aws-ec2-metadata-token-ttl-seconds"], value);
  }
});

test("a TTL that is no whole number from 1 to 21600 is answered 400", async (t) => {
  for (const value of ["0", "-1", "21601", "abc", "1.5", "", "12345678901234567890", "0x10", "1e3", "60, 60"]) {
    const reply = await askWithTtl(value);
    t.is(reply.status, 400, value);
    t.is(reply.headers["x-aws-ec2-metadata-token-ttl-seconds"], undefined);
  }
});

test("a PUT without a TTL is answered 400", async (t) => {
  t.is((await ask(url, "/latest/api/token", { method: "PUT" })).status, 400);
});

function askWithTtl(value: string): Promise<Reply> {
  return askToken(url, { headers: { "X-aws-ec2-metadata-token-ttl-seconds": value } });
}

for (const value of ["1.2.3.4", ""]) {
  test(`no token is given to what came through a proxy: X-Forwarded-For ${JSON.stringify(value)}`, async (t) => {
    const reply = await askToken(url, { headers: { "x-FORWARDED-for": value } });
    t.is(reply.status, 403);
    t.is(reply.headers["x-aws-ec2-metadata-token-ttl-seconds"], undefined);
  });
}

test("header names are matched whatever their letter case", async (t) => {
  const reply = await ask(url, "/latest/api/token", {
    method: "PUT",
    headers: { "x-AWS-ec2-METADATA-token-ttl-SECONDS": "60" },
  });
  t.is(reply.headers["x-aws-ec2-metadata-token-ttl-seconds"], "60");
});

test("only `latest` issues tokens: a dated version is refused with 403", async (t) => {
  const headers = { "X-aws-ec2-metadata-token-ttl-seconds": "60" };
  t.is((await ask(url, "/2021-03-23/api/token", { method: "PUT", headers })).status, 403);
});

test("a trailing slash changes nothing", async (t) => {
  const headers = { "X-aws-ec2-metadata-token-ttl-seconds": "60" };
  t.is((await ask(url, "/latest/api/token/", { method: "PUT", headers })).status, 200);
});

for (const method of ["GET", "HEAD", "POST", "DELETE"]) {
  test(`${method} of the token path is answered 405 with the methods allowed and no body`, async (t) => {
    const reply = await ask(url, "/latest/api/token", { method });
    t.is(reply.status, 405);
    t.is(reply.headers.allow, "OPTIONS, PUT");
    t.is(reply.body, "");
  });
}

test("OPTIONS of the token path names the methods allowed", async (t) => {
  const reply = await ask(url, "/latest/api/token", { method: "OPTIONS" });
  t.is(reply.status, 200);
  t.is(reply.headers.allow, "OPTIONS, PUT");
});

test("a body, chunked or not, is ignored", async (t) => {
  t.is((await askToken(url, { body: "ignored" })).status, 200);
  t.is((await askToken(url, { body: "ignored", headers: { "Transfer-Encoding": "chunked" } })).status, 200);
});

test("Expect: 100-continue comes to an end", async (t) => {
  const reply = await askToken(url, { headers: { Expect: "100-continue" }, body: "x" });
  t.is(reply.status, 200);
});

test("two tokens of one pod differ, and both are good", async (t) => {
  const [one, other] = await Promise.all([askToken(url), askToken(url)]);
  t.not(one.body, other.body);
  for (const { body } of [one, other]) {
    t.is((await ask(url, rolesPath, { headers: { "X-aws-ec2-metadata-token": body } })).status, 200);
  }
});

test("an HTTP/1.1 request without Host gets a token", async (t) => {
  const lines = ["PUT /latest/api/token HTTP/1.1", "X-aws-ec2-metadata-token-ttl-seconds: 60", "Connection: close"];
  t.regex(await sendRaw(url, `${lines.join("\r\n")}\r\n\r\n`), /^HTTP\/1\.1 200 OK\r\n/);
});

test("a Host that is not ours gets no token, and nothing else", async (t) => {
  const reply = await askToken(url, { headers: { Host: "evil.example" } });
  t.is(reply.status, 403);
  t.is((await ask(url, rolesPath, { headers: { Host: "evil.example" } })).status, 403);
  t.is((await askToken(url, { headers: { Host: "169.254.169.254" } })).status, 200);
});

test("an address without a pod gets a token too, for a minute at most", async (t) => {
  const reply = await askToken(url, { from: "127.0.9.9" });
  t.is(reply.status, 200);
  t.is(reply.headers["x-aws-ec2-metadata-token-ttl-seconds"], "60");
});

test("PUT and two GETs go over one connection", async (t) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const token = await askToken(url, { agent });
  const headers = { "X-aws-ec2-metadata-token": token.body };
  const list = await ask(url, rolesPath, { agent, headers });
  const document = await ask(url, rolesPath + list.body, { agent, headers });
  agent.destroy();
  t.deepEqual([token.status, list.status, document.status], [200, 200, 200]);
});
