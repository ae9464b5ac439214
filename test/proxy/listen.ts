import http from "node:http";
import test from "ava";
import { listen, printAuthority } from "../../src/proxy/listen.ts";
import { ask } from "../helpers/proxy-client.ts";

test("a stop lets a request under way finish, closes its connection and refuses new ones", async (t) => {
  let answer = () => {};
  const arrived = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let finish = () => {};
  const listener = await listen({
    host: "127.0.0.1",
    port: 0,
    handler(_request, response) {
      finish = () => void response.end("done");
      answer();
    },
  });
  const url = `http://${printAuthority(listener)}`;
  const agent = new http.Agent({ keepAlive: true });
  const asked = ask(url, "/", { agent });
  await arrived;
  const stopped = listener.stop();
  await t.throwsAsync(ask(url, "/"), { code: "ECONNREFUSED" });
  finish();
  t.is((await asked).body, "done");
  await stopped;
  agent.destroy();
});

test("a port that is taken is an error", async (t) => {
  const listener = await listen({ host: "127.0.0.1", port: 0, handler: () => {} });
  t.teardown(() => listener.stop());
  await t.throwsAsync(listen({ host: "127.0.0.1", port: listener.port, handler: () => {} }), { code: "EADDRINUSE" });
});

test("an IPv6 address is printed in brackets", (t) => t.is(printAuthority({ host: "::1", port: 80 }), "[::1]:80"));
