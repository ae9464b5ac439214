import test from "ava";
import type { ExecutionContext } from "ava";
import { connectMetadata } from "../../src/aws/connect-metadata.ts";
import { readNodeCredentials, readNodePlace } from "../../src/aws/read-node-credentials.ts";
import { startNode } from "../helpers/proxy-node.ts";

const rolesPath = "/latest/meta-data/iam/security-credentials/";

async function open(t: ExecutionContext) {
  const node = await startNode();
  t.teardown(() => node.stop());
  let late = 0;
  const now = () => Date.now() + late;
  const metadata = connectMetadata({ endpoint: `${node.url}/`, now });
  const wait = (seconds: number) => {
    late += seconds * 1000;
  };
  return { node, metadata, wait, reader: readNodeCredentials(metadata, now) };
}

test("the node's credentials are read with one token and kept", async (t) => {
  const { node, reader } = await open(t);
  const [one, other] = await Promise.all([reader.current(), reader.current()]);
  t.is(one, other);
  t.is(await reader.current(), one);
  t.is(one.accessKeyId, "ASIANODE1");
  t.deepEqual(node.requests, ["PUT /latest/api/token", `GET ${rolesPath}`, `GET ${rolesPath}harbor-node`]);
});

test("they are read again after an hour, and a quarter of an hour before they expire", async (t) => {
  const { node, reader, wait } = await open(t);
  await reader.current();
  node.accessKeyId = "ASIANODE2";
  node.lifeSeconds = 3600 + 20 * 60;
  wait(3_599);
  t.is((await reader.current()).accessKeyId, "ASIANODE1");
  wait(2);
  t.is((await reader.current()).accessKeyId, "ASIANODE2");
  node.accessKeyId = "ASIANODE3";
  wait(6 * 60);
  t.is((await reader.current()).accessKeyId, "ASIANODE3");
});

test("while they cannot be read, those at hand are used as long as they are valid", async (t) => {
  const { node, reader, wait } = await open(t);
  await reader.current();
  await node.stop();
  wait(2 * 3600);
  t.is((await reader.current()).accessKeyId, "ASIANODE1");
  wait(5 * 3600);
  await t.throwsAsync(reader.current());
});

test("while they cannot be read, the metadata service is asked once in half a minute", async (t) => {
  const { node, reader, wait } = await open(t);
  await reader.current();
  node.metadataDown = true;
  wait(2 * 3600);
  await reader.current();
  node.metadataDown = false;
  node.accessKeyId = "ASIANODE2";
  t.is((await reader.current()).accessKeyId, "ASIANODE1");
  wait(31);
  t.is((await reader.current()).accessKeyId, "ASIANODE2");
});

test("a token that is refused is replaced once", async (t) => {
  const { node, metadata } = await open(t);
  await metadata(rolesPath);
  node.tokenGeneration = 2;
  t.is((await metadata(rolesPath)).body.toString(), "harbor-node");
  t.is(node.requests.filter((request) => request.startsWith("PUT")).length, 2);
});

test("an absent document is an answer", async (t) => {
  const { metadata } = await open(t);
  t.is((await metadata("/latest/user-data")).status, 404);
});

test("account and region come from the identity document", async (t) => {
  const { metadata } = await open(t);
  t.deepEqual(await readNodePlace(metadata), { account: "111122223333", region: "cn-north-1" });
});
