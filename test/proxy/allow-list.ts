// Which documents of the real metadata service pods may read, by default and as the flag says.
import test from "ava";
import { parseAllowList } from "../../src/proxy/allow-list.ts";

/** The path that the real service is asked for, or `hidden`; a listing with what it shows of a few entries. */
function read(list: string, path: string): string {
  const result = parseAllowList(list);
  if (result.kind === "faults") return result.faults.join();
  const slash = path.endsWith("/");
  const segments = path.split("/").filter((part) => part !== "");
  const document = result.allowed(segments, slash);
  if (document === undefined) return "hidden";
  const entries = ["mac", "iam/", "identity-credentials/", "public-keys/", "placement/", "user-data", "meta-data"];
  return document.shows === undefined ? document.path : `${document.path}: ${entries.filter(document.shows).join(" ")}`;
}

const reads = test.macro({
  exec: (t, list: string, path: string, expected: string) => t.is(read(list, path), expected),
  title: (rule = "", list: string, path: string) => `${rule}: ${list || "nothing"} on ${path}`,
});

const zone = "/latest/meta-data/placement/availability-zone";
test("a document is asked for by its name", reads, "default", "meta-data/mac", "/latest/meta-data/mac");
test("without the slash that clients add", reads, "default", "meta-data/placement/availability-zone/", zone);
test("a star is one segment", reads, "meta-data/*", "meta-data/placement/region", "hidden");
test("and any segment", reads, "meta-data/*", "meta-data/hostname", "/latest/meta-data/hostname");
test(
  "two stars are all below",
  reads,
  "meta-data/network/**",
  "meta-data/network/a/b",
  "/latest/meta-data/network/a/b",
);
test("where a folder keeps its slash", reads, "meta-data/a/**", "meta-data/a/b/", "/latest/meta-data/a/b/");
test("but not the folder's parent", reads, "meta-data/network/**", "meta-data/mac", "hidden");
test("a folder lists what is allowed", reads, "default", "meta-data", "/latest/meta-data/: mac iam/ placement/");
test("to the top", reads, "default", "", "/latest/: meta-data");
test("what is added is listed", reads, "default,user-data", "", "/latest/: user-data meta-data");
test("a list of one's own is all there is", reads, "meta-data/mac", "meta-data/instance-id", "hidden");
test("unless the default is in it", reads, "user-data, default", "meta-data/mac", "/latest/meta-data/mac");
test("nothing allows nothing", reads, "", "meta-data/mac", "hidden");
test("nor lists anything", reads, "", "meta-data/", "hidden");
test("what is written like a request is understood", reads, "/latest/user-data", "user-data", "/latest/user-data");
test("no letter case is another's", reads, "default", "meta-data/MAC", "hidden");

for (const path of ["identity-credentials/ec2/info", "iam/security-credentials/node", "IAM/info", "iam"]) {
  test("nothing allows the node's credentials", reads, "meta-data/**", `meta-data/${path}`, "hidden");
}
test(
  "nor lists them",
  reads,
  "meta-data/**",
  "meta-data/",
  "/latest/meta-data/: mac iam/ public-keys/ placement/ user-data meta-data",
);

const isFault = test.macro({
  exec: (t, list: string, fault: RegExp) => t.regex(read(list, ""), fault),
  title: (rule = "", list: string) => `${rule}: ${list}`,
});

test(
  "credentials of the node cannot be asked for",
  isFault,
  "meta-data/iam/**",
  /^meta-data\/iam\/\*\* holds credentials/,
);
test("whoever writes them", isFault, "Meta-Data/Identity-Credentials/*", /holds credentials of the node/);
for (const list of [
  "**",
  "*",
  "*/mac",
  "meta-data/**/mac",
  "meta-data/m*",
  "meta-data//mac",
  "meta-data/../user-data",
]) {
  test("no path", isFault, list, /^".+" is no path like/);
}
for (const list of [
  "^/latest/.*$",
  "meta-data/mac/",
  "meta-data/%6dac",
  "user data",
  "http://169.254.169.254/latest/mac",
]) {
  test("no path either", isFault, list, /^".+" is no path like/);
}
test("every fault is told", isFault, "**,user data", /"\*\*" is no path.+,"user data" is no path/);
