// Writing files whole, and only over what the plan saw.
import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { changeFile } from "../../src/apply/change-file.ts";
import { IamctlError } from "../../src/errors.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const folder = temporaryFolder;
const writing = (path: string, before: string | undefined, after: string | undefined) =>
  changeFile({ kind: "write-file", path, before, after });

test("a new file is written, with its folders, and no draft stays behind", async (t) => {
  const path = join(await folder(), "helm", "values.yaml");
  await writing(path, undefined, "a: 1\n");
  t.is(await readFile(path, "utf8"), "a: 1\n");
  t.deepEqual(await readdir(join(path, "..")), ["values.yaml"]);
});

test("undo removes the file again", async (t) => {
  const home = await folder();
  await writing(join(home, "values.yaml"), undefined, "a: 1\n");
  await writing(join(home, "values.yaml"), "a: 1\n", undefined);
  t.deepEqual(await readdir(home), []);
});

test("a file that somebody changed is left alone", async (t) => {
  const path = join(await folder(), "values.yaml");
  await writeFile(path, "theirs");
  await t.throwsAsync(writing(path, "ours", "new"), {
    instanceOf: IamctlError,
    message: /changed since the plan was made/,
  });
  t.is(await readFile(path, "utf8"), "theirs");
});

test("a file that appeared meanwhile is not overwritten", async (t) => {
  const path = join(await folder(), "values.yaml");
  await writeFile(path, "theirs");
  await t.throwsAsync(writing(path, undefined, "new"), { instanceOf: IamctlError });
  t.is(await readFile(path, "utf8"), "theirs");
});

test("a file that holds the new text already counts as written", async (t) => {
  const path = join(await folder(), "values.yaml");
  await writeFile(path, "new");
  await t.notThrowsAsync(writing(path, "old", "new"));
});

test("a linked file is changed where it is, and keeps its mode", async (t) => {
  const home = await folder();
  const [file, link] = [join(home, "real.yaml"), join(home, "values.yaml")];
  await writeFile(file, "old");
  await chmod(file, 0o640);
  await symlink(file, link);
  await writing(link, "old", "new");
  t.is(await readFile(file, "utf8"), "new");
  t.true((await lstat(link)).isSymbolicLink());
  t.is((await stat(file)).mode & 0o777, 0o640);
});
