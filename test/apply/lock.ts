// The lock on changes from one machine: one holder at a time, released at the end, taken over from the killed.
import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { createLock } from "../../src/apply/lock.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

test("many who want it at once hold it one after the other", async (t) => {
  const folder = await temporaryFolder();
  let holders = 0;
  let most = 0;
  let waited = 0;
  let tell = (): void => {};
  const allWaiting = new Promise<void>((resolve) => (tell = resolve));
  const wait = (): void => {
    waited += 1;
    if (waited === 11) tell();
  };
  const work = async (): Promise<void> => {
    holders += 1;
    most = Math.max(most, holders);
    // The first to hold it lets go when all the others have found it held.
    await allWaiting;
    await new Promise((resolve) => setTimeout(resolve, 5));
    holders -= 1;
  };
  await Promise.all(Array.from({ length: 12 }, () => createLock({ folder })(work, wait)));
  t.is(most, 1);
  t.is(waited, 11);
  t.deepEqual(await readdir(folder), []);
});

test("work that fails lets it go", async (t) => {
  const withLock = createLock({ folder: await temporaryFolder() });
  await t.throwsAsync(
    withLock(
      async () => Promise.reject(new Error("no")),
      () => undefined,
    ),
    { message: "no" },
  );
  t.is(
    await withLock(
      async () => "next",
      () => t.fail(),
    ),
    "next",
  );
});

test("the lock of a killed holder is taken over", async (t) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "lock"), "");
  const long = new Date(Date.now() - 60_000);
  await utimes(join(folder, "lock"), long, long);
  const results = await Promise.all(
    [1, 2, 3].map((number) =>
      createLock({ folder })(
        async () => number,
        () => undefined,
      ),
    ),
  );
  t.deepEqual(results, [1, 2, 3]);
  t.deepEqual(await readdir(folder), []);
});

test("where no lock can be made the work begins, and meets the journal's own error", async (t) => {
  const folder = join(await temporaryFolder(), "occupied");
  await writeFile(folder, "a file where the folder should be");
  t.is(
    await createLock({ folder })(
      async () => "done",
      () => t.fail(),
    ),
    "done",
  );
});
