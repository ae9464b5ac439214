// Tens of thousands of hostile requests over real sockets: the node's and other pods' secrets stay where they are.
// A million: IAMCTL_FUZZ_REQUESTS=1000000 npx ava --timeout=2h build/test/proxy/fuzz.js
import test from "ava";
import { array, assert, asyncProperty, constantFrom } from "fast-check";
import { createGivenFlags } from "../../src/proxy/given-flags.ts";
import { readRequestSettings } from "../../src/proxy/request-settings.ts";
import { createHostileClient } from "../helpers/hostile-client.ts";
import { hostileRequest } from "../helpers/hostile-requests.ts";
import { askToken, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { aPod, issue, startWorld } from "../helpers/proxy-world.ts";

const wanted = Number(process.env["IAMCTL_FUZZ_REQUESTS"] ?? 50_000);
const perRun = 50;

/** What pods may read of the real service, written down a second time. */
const allowed =
  /^\/latest\/(?:|dynamic\/(?:|instance-identity\/(?:|document))|meta-data\/(?:|ami-id|ami-launch-index|ami-manifest-path|hostname|instance-id|instance-life-cycle|instance-type|ipv6|local-hostname|local-ipv4|mac|profile|public-hostname|public-ipv4|reservation-id|security-groups|system|tags\/(?:|instance\/[\w+=,.@:-]*)|(?:autoscaling|block-device-mapping|placement|services|spot)\/[\w+=,.@:-]*|events\/(?:[\w+=,.@:-]+\/[\w+=,.@:-]*)?|network\/(?:[\w+=,.@:-]+\/?)*))$/u;
const dots = /\/\.{1,2}(?:\/|$)/u;

test("the words of the list above let through documents and hold back secrets", (t) => {
  for (const path of ["/latest/meta-data/mac", "/latest/meta-data/placement/region", "/latest/dynamic/", "/latest/"])
    t.regex(path, allowed);
  for (const path of ["/latest/user-data", "/latest/meta-data/iam/info", "/latest/dynamic/instance-identity/pkcs7"])
    t.notRegex(path, allowed);
});

for (const tokens of ["optional", "required"] as const) {
  test.serial(`hostile requests learn nothing and break nothing, tokens ${tokens}`, async (t) => {
    let later = 0;
    const now = (): number => Date.now() + later;
    const asked: string[] = [];
    const flags = { requestsPerSecond: "1000000", connectionsPerPod: "1000000" };
    const world = await startWorld({
      pods: [
        aPod(),
        aPod({ name: "other-1", addresses: ["127.0.1.2"], role: "invoices" }),
        aPod({ name: "plain-1", addresses: ["127.0.1.3"], annotations: {} }),
      ],
      now,
      settings: { tokens, requests: readRequestSettings(createGivenFlags(flags, {}, [])) },
      assume: (request) => issue(request, now()),
      async metadata(path) {
        asked.push(path);
        const text = allowed.test(path) && !dots.test(path) ? "public\nmac\nuser-data" : "SECRET OF THE NODE";
        return { status: 200, contentType: "text/plain", body: Buffer.from(text) };
      },
    });
    t.teardown(() => world.stop());

    const callers = await Promise.all(
      ["127.0.1.1", "127.0.1.2", "127.0.1.3"].map(async (from) => ({
        ...createHostileClient(world.url, from),
        token: (await askToken(world.url, { from })).body,
        mine: { "127.0.1.1": "thumbnails", "127.0.1.2": "invoices" }[from],
      })),
    );
    const secrets = ["thumbnails", "invoices"];
    const statuses = new Map<string, number>();
    let sent = 0;

    await assert(
      asyncProperty(
        constantFrom(0, 1, 2),
        array(hostileRequest, { minLength: perRun, maxLength: perRun }),
        async (who, requests) => {
          later += 1_000;
          const caller = callers[who]!;
          const stranger = callers[(who + 1) % 3]!;
          for (const request of requests) {
            const text = request.text.replace("<own>", caller.token).replace("<other>", stranger.token);
            const received = await caller.send({ ...request, text });
            sent += 1;
            const status = received.slice(9, 12);
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            if (received.includes("SECRET OF THE NODE")) throw new Error(`a secret of the node: ${received}`);
            for (const secret of secrets) {
              if (secret !== caller.mine && received.includes(secret)) throw new Error(`another pod's: ${received}`);
            }
          }
          for (const path of asked.splice(0)) {
            if (!allowed.test(path) || dots.test(path)) throw new Error(`the real service was asked for ${path}`);
          }
        },
      ),
      { numRuns: Math.ceil(wanted / 2 / perRun), endOnFailure: true },
    );

    for (const { close } of callers) close();
    t.true(sent >= wanted / 2);
    t.log(Object.fromEntries(statuses));
    // They reached every kind of answer there is.
    for (const status of ["200", "400", "401", "403", "404", "405"]) t.true((statuses.get(status) ?? 0) > 100, status);
    t.is((await askWithToken(world.url, rolesPath)).body, "thumbnails");
    t.is((await askWithToken(world.url, `${rolesPath}invoices`, { from: "127.0.1.2" })).status, 200);
  });
}
