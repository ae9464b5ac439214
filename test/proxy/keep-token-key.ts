// The file that keeps the key of session tokens: made once, shared by all who start at once, trusted only when it is ours.
import { randomBytes } from "node:crypto";
import { chmod, readdir, readFile, rename, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { keepTokenKey } from "../../src/proxy/keep-token-key.ts";
import { ask, askToken, rolesPath } from "../helpers/proxy-client.ts";
import { aPod, startWorld, testSettings } from "../helpers/proxy-world.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

test("a token is good after a restart, at a proxy that has the file", async (t) => {
  const requests = { ...testSettings.requests, tokenKeyFile: join(await temporaryFolder(), "token.key") };
  const first = await startWorld({ pods: [aPod()], settings: { requests } });
  const { body: token } = await askToken(first.url);
  await first.stop();
  const headers = { "X-aws-ec2-metadata-token": token };
  const second = await startWorld({ pods: [aPod()], settings: { requests } });
  t.teardown(() => second.stop());
  t.is((await ask(second.url, rolesPath, { headers })).status, 200);
  const stranger = await startWorld({ pods: [aPod()] });
  t.teardown(() => stranger.stop());
  t.is((await ask(stranger.url, rolesPath, { headers })).status, 401);
});

test("the file holds 32 bytes that only its owner can read, and lies there alone", async (t) => {
  const folder = await temporaryFolder();
  const path = join(folder, "token.key");
  const key = await keepTokenKey(path, randomBytes);
  t.deepEqual(await readFile(path), key);
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.deepEqual(await keepTokenKey(path, randomBytes), key);
  t.deepEqual(await readdir(folder), ["token.key"]);
});

test("of proxies that start at once, all have the same key", async (t) => {
  const folder = await temporaryFolder();
  const starting = Array.from({ length: 20 }, () => keepTokenKey(join(folder, "token.key"), randomBytes));
  t.is(new Set((await Promise.all(starting)).map((key) => key.toString("hex"))).size, 1);
  t.deepEqual(await readdir(folder), ["token.key"]);
});

async function madeKey(): Promise<string> {
  const path = join(await temporaryFolder(), "token.key");
  await keepTokenKey(path, randomBytes);
  return path;
}

test("a key that others could read is not used, nor overwritten", async (t) => {
  const path = await madeKey();
  await chmod(path, 0o644);
  const before = await readFile(path);
  const error = await t.throwsAsync(keepTokenKey(path, randomBytes), { message: /others than its owner may read it/ });
  t.like(error, { hint: `Remove it (rm ${path}): the proxy makes a new one, and pods take new tokens` });
  t.deepEqual(await readFile(path), before);
});

test("a file of another size is not used", async (t) => {
  const path = join(await temporaryFolder(), "token.key");
  await writeFile(path, "short", { mode: 0o600 });
  await t.throwsAsync(keepTokenKey(path, randomBytes), { message: /it has 5 bytes instead of 32/ });
});

test("a symbolic link is not followed", async (t) => {
  const path = await madeKey();
  await rename(path, `${path}.real`);
  await symlink(`${path}.real`, path);
  await t.throwsAsync(keepTokenKey(path, randomBytes), { message: /it is a symbolic link/ });
});

test("where no file can be made, the error says which flag to change", async (t) => {
  const path = join(await temporaryFolder(), "nowhere", "token.key");
  const error = await t.throwsAsync(keepTokenKey(path, randomBytes), { message: /cannot be kept: ENOENT/ });
  t.regex((error as { hint?: string }).hint ?? "", /--token-key-file FILE/);
});
