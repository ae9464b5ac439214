import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { IamctlError } from "../src/errors.ts";
import { writeDocument } from "../src/write-document.ts";

test.beforeEach(async (t) => {
  t.context = await mkdtemp(join(tmpdir(), "iamctl-test-"));
});
test.afterEach.always(async (t) => rm(t.context as string, { recursive: true }));

test("a document replaces the one before, ends with a line break and leaves no draft", async (t) => {
  const folder = t.context as string;
  await writeFile(join(folder, "audit.json"), "old");
  await writeDocument(join(folder, "audit.json"), "new");
  t.is(await readFile(join(folder, "audit.json"), "utf8"), "new\n");
  t.deepEqual(await readdir(folder), ["audit.json"]);
});

test("a link stays a link, and what it leads to is replaced", async (t) => {
  const folder = t.context as string;
  await writeFile(join(folder, "real.json"), "old");
  await symlink("real.json", join(folder, "link.json"));
  await writeDocument(join(folder, "link.json"), "new\n");
  t.is(await readFile(join(folder, "real.json"), "utf8"), "new\n");
  t.deepEqual(await readdir(folder), ["link.json", "real.json"]);
});

test("what is no file, a pipe or a device, is written to as it is", async (t) => {
  await t.notThrowsAsync(writeDocument("/dev/null", "new"));
});

test("a folder that is not there is named", async (t) => {
  const path = join(t.context as string, "nowhere", "audit.json");
  const error = await t.throwsAsync(writeDocument(path, "new"), { instanceOf: IamctlError });
  t.true(error.message.startsWith(`${path} could not be written: ENOENT`));
  t.false(error.message.includes(".tmp"));
});
