// The whole program from outside: what is printed where, what is loaded, and the exit code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import test from "ava";
import { main } from "../src/main.ts";
import type { World } from "../src/run-world.ts";
import { packageFolder, runIamctl } from "./helpers/run-iamctl.ts";
import { fakeStreams } from "./helpers/terminal.ts";

const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };

function world(line: string, streams: Partial<World> = {}): World {
  const argv = ["node", "iamctl", ...line.split(" ").filter(Boolean)];
  return { ...fakeStreams(), argv, env: {}, once: () => undefined, ...streams };
}

for (const flag of ["--version", "-V"]) {
  test(`${flag} prints the version alone`, async (t) => {
    t.deepEqual(await runIamctl([flag]), { stdout: `${version}\n`, stderr: "", exitCode: 0 });
  });
}

test("without a command, the help", async (t) => {
  const [bare, asked] = await Promise.all([runIamctl([]), runIamctl(["--help"])]);
  t.deepEqual(bare, asked);
  t.is(bare.exitCode, 0);
  t.is(bare.stderr, "");
  t.regex(bare.stdout, /^Usage: iamctl/u);
});

test("wrong usage is said on stderr and ends with 2", async (t) => {
  const { stdout, stderr, exitCode } = await runIamctl(["grnt"]);
  t.is(exitCode, 2);
  t.is(stdout, "");
  t.regex(stderr, /unknown command 'grnt'/u);
});

async function packagesLoadedBy(word: string): Promise<string[]> {
  const preload = pathToFileURL(join(packageFolder, "build/test/helpers/list-modules.js")).href;
  const { stderr, exitCode } = await runIamctl([word], { nodeFlags: ["--import", preload] });
  if (exitCode !== 0) throw new Error(stderr);
  const own = stderr.includes("build/src/main.js");
  if (!own) throw new Error(`The list of modules misses the program itself:\n${stderr}`);
  const names = [...stderr.matchAll(/^loaded .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gmu)].map(
    ([, name]) => name ?? "",
  );
  return [...new Set(names)];
}

test("--version loads no package", async (t) => {
  t.deepEqual(await packagesLoadedBy("--version"), []);
});

test("--help loads the command tree and no other package", async (t) => {
  t.deepEqual(await packagesLoadedBy("--help"), ["commander"]);
});

for (const word of ["--version", "--help"]) {
  test(`a document of ${word} that could not be written is an error`, async (t) => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("no space left on device"), { code: "ENOSPC" })),
    });
    const { said, ...streams } = fakeStreams();
    t.is(await main(world(word, { ...streams, stdout })), 1);
    t.regex(said(), /error: no space left on device/u);
  });
}

test("a reader that left is none", async (t) => {
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
  });
  const { said, ...streams } = fakeStreams();
  t.is(await main(world("--version", { ...streams, stdout })), 0);
  t.is(said(), "");
});
