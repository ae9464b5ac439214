// Values of flags: what is accepted, and what is not.
import test from "ava";
import { parsePrefix, parseSeconds, parseSessionSeconds } from "../../src/program/parse-flag.ts";

const reads = test.macro<[parse: (text: string) => unknown, accepted: Record<string, unknown>, refused: string[]]>({
  exec(t, parse, accepted, refused) {
    for (const [text, value] of Object.entries(accepted)) t.is(parse(text), value, text);
    for (const text of refused) t.is(parse(text), undefined, text);
  },
  title: (name) => name ?? "",
});

test("durations are seconds", reads, parseSeconds, { "90": 90, "90s": 90, "5m": 300, "1h": 3600, "24h": 86_400 }, [
  "0",
  "0s",
  "25h",
  "-1",
  "1.5m",
  "5 m",
  "m",
  "",
  "1d",
]);
test(
  "session lengths are those AssumeRole takes",
  reads,
  parseSessionSeconds,
  { "900": 900, "15m": 900, "12h": 43_200 },
  ["899", "43201", "13h", ""],
);
test(
  "prefixes are paths or beginnings of names",
  reads,
  parsePrefix,
  { "/pods/": "/pods/", "/a/b/": "/a/b/", "pod-": "pod-", svc_: "svc_" },
  ["", "/", "//", "/pods", "pods/", "pod-*", "/po?ds/", "a b", "/pöds/", "/pods//x/"],
);
