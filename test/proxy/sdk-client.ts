import http from "node:http";
import { STSClient } from "@aws-sdk/client-sts";
import test from "ava";
import { startOwnTime } from "../helpers/own-time.ts";
import { aPod, startWorld } from "../helpers/proxy-world.ts";

// The SDK's default chain reads the environment and asks the metadata service through the global agent.
const environment = {
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_REGION: "eu-west-1",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

test.serial("the AWS SDK for JavaScript gets credentials over its default chain, with three requests", async (t) => {
  const proxy = await startWorld({ pods: [aPod({ addresses: ["127.0.1.5"] })] });
  t.teardown(() => proxy.stop());
  const credentials = await askLikeAPod(proxy.url, "127.0.1.5");
  t.regex(credentials.accessKeyId, /^ASIA/);
  t.regex(credentials.sessionToken ?? "", /^session-/);
  t.true((credentials.expiration?.getTime() ?? 0) > Date.now() + 3_000_000);
  t.is(await countAnswers(proxy.operationsUrl), 3);
});

test.serial(
  "it gives up within five seconds for a pod without a role, a denied pod and an unknown address",
  async (t) => {
    const proxy = await startWorld({
      pods: [aPod({ annotations: {} }), aPod({ name: "bad-1", addresses: ["127.0.1.2"], role: "no role" })],
    });
    t.teardown(() => proxy.stop());
    for (const address of ["127.0.1.1", "127.0.1.2", "127.0.9.9"]) {
      const time = startOwnTime();
      await t.throwsAsync(askLikeAPod(proxy.url, address));
      time.stop();
      t.true(time.passed() < 5_000, `${time.passed()} ms`);
    }
  },
);

async function askLikeAPod(url: string, address: string) {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, environment, { AWS_EC2_METADATA_SERVICE_ENDPOINT: url });
  http.globalAgent = new http.Agent({ localAddress: address });
  return new STSClient({}).config.credentials();
}

async function countAnswers(operationsUrl: string): Promise<number> {
  http.globalAgent = new http.Agent();
  const response = await new Promise<http.IncomingMessage>((resolve) => http.get(`${operationsUrl}/metrics`, resolve));
  let text = "";
  for await (const chunk of response) text += String(chunk);
  const samples = text.split("\n").filter((line) => line.startsWith("iamctl_proxy_answers_total{"));
  return samples.reduce((sum, line) => sum + Number(line.split(" ")[1]), 0);
}
