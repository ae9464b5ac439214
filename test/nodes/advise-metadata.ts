import test from "ava";
import { adviseMetadata } from "../../src/nodes/advise-metadata.ts";
import type { MetadataOptions } from "../../src/nodes/node-source.ts";

const good: MetadataOptions = {
  endpoint: "enabled",
  tokens: "required",
  hopLimit: 1,
  ipv6: "disabled",
  tags: "disabled",
};
const advises = test.macro(
  (
    t,
    options: readonly (Partial<MetadataOptions> | undefined)[],
    expected: readonly RegExp[],
    ipv4Only: boolean = false,
  ) => {
    const nodes = options.map((metadata) => ({
      ...{ instanceId: "i-0abc", kind: "managed" as const, windows: false, role: undefined },
      metadata: metadata && { ...good, ...metadata },
    }));
    const advice = adviseMetadata(nodes, { ipv4Only });
    t.is(advice.length, expected.length, advice.join("\n"));
    for (const [at, words] of expected.entries()) t.regex(advice[at] ?? "", words);
  },
);

test("nothing to say of what is right, or not known", advises, [{}, undefined], []);
test("no token needed", advises, [{ tokens: "optional" }, {}, {}], [/^1 of 3 instances answers without a token/]);
test("the only instance, and a hop too many", advises, [{ hopLimit: 2 }], [/^1 of 1 instance has a hop limit above 1/]);
test(
  "two without a token",
  advises,
  [{ tokens: "optional" }, { tokens: "optional" }],
  [/^2 of 2 instances answer without/],
);
test("a hop too many", advises, [{ hopLimit: 2 }, { hopLimit: 64 }], [/^2 of 2 instances have a hop limit above 1/]);
test("IPv6, which our proxy redirects", advises, [{ ipv6: "enabled" }], []);
test("IPv6, which kube2iam does not redirect", advises, [{ ipv6: "enabled" }], [/HttpProtocolIpv6=disabled/], true);
